"""What ``thresher browse`` serves: Datasette's metadata, settings, plugins, templates and static files. Imports nothing of ours.

The folder works without the command, e.g. for ``datasette publish``: ``datasette corpus.db -m metadata.yaml
--template-dir templates --plugins-dir plugins --static static:static``, and ``--setting`` for each line of settings-public.json
(settings.json is for home). docs/browse.md shows the whole command.
"""
