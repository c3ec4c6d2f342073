"""Growing the block model from annotated pages: labels, votes of class words, two forests. Needs CatBoost (extra ``bench``)."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from cleaning.alignment import align
from cleaning.article import Page, Verdict
from cleaning.decode import decode
from cleaning.document import Document, parse
from cleaning.extract import facts_of
from cleaning.features import NAMES, features
from cleaning.features.around import SCORE_NAMES, second_look
from cleaning.features.naming import name_of, words_of
from cleaning.metadata import read
from cleaning.model.taught import ARRAY, packed
from cleaning.model.trees import SCALE, probability_table
from cleaning.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    Annotation = dict[str, Any]
    Load = Callable[[Annotation], bytes]

FOLDS = 5
UNKNOWN = -1
_HEAVIEST = 4095
"""Weight of a tree's heaviest leaf in the model file: fine enough to explain with, and packs small."""
SETTINGS = {
    "iterations": 250, "depth": 6, "learning_rate": 0.1, "l2_leaf_reg": 3, "rsm": 0.5, "bootstrap_type": "Bernoulli",
    "subsample": 0.8, "thread_count": 2, "verbose": 0, "allow_writing_files": False,
}  # fmt: skip
SEEDS = (1, 2, 3)
"""A forest is the mean of as many, each grown from its own random numbers: one alone is a matter of luck."""
DISBELIEF = 0.3
"""Share of a page's text in which its annotation differs from what other sites teach; beyond it the page counts less."""
DISBELIEVED = 0.25


@dataclass(slots=True)
class Example:
    """One annotated page, ready to learn from."""

    page: Annotation
    document: Document
    facts: Any
    labels: npt.NDArray[np.int8]
    """1 article, 0 not, UNKNOWN not annotated."""
    words: npt.NDArray[np.float64]
    trust: float = 1.0
    """Annotations cut short, or of another page, teach wrong things: they count less."""

    @property
    def fold(self) -> int:
        """The site's fold for cross-fitting."""
        key = (self.page["domain"] or self.page["id"]).encode()
        return int(hashlib.md5(key, usedforsecurity=False).hexdigest(), 16) % FOLDS

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """Long blocks count more, but every page the same."""
        weight = 0.3 + np.sqrt(self.words)
        return weight / weight.sum() * self.trust * 100

    def disbelief(self, scores: npt.NDArray[np.float64]) -> float:
        """Return the share of the page's text, 0 to 1, in which scores and annotation differ."""
        known = self.labels != UNKNOWN
        labels, scores, words = self.labels[known], scores[known], self.words[known]
        differing, either = words * np.abs(labels - scores), words * np.maximum(labels, scores)
        return float(differing.sum() / max(either.sum(), 1e-9))


def example(annotation: Annotation, body: bytes) -> Example | None:
    """Label a page's blocks by its annotation: the whole body where there is one, else the snippets."""
    document = parse(decode(body).text)
    if (
        document is None
        or not document.blocks
        or not (annotation["body"] or annotation["with"] or annotation["without"])
    ):
        return None
    page = Page(url=annotation["url"] or "", body=body)
    labels = _by_body(document, annotation["body"]) if annotation["body"] else _by_snippets(document, annotation)
    words = np.asarray([len(b.text.split()) for b in document.blocks], float)
    return Example(annotation, document, facts_of(read(document, page)), np.asarray(labels, np.int8), words)


def _by_body(document: Document, body: str) -> list[int]:
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return [int(b.verdict is Verdict.KEPT) for b in align(document.blocks, lines)]


def _by_snippets(document: Document, annotation: Annotation) -> list[int]:
    wanted, unwanted = [fold(s) for s in annotation["with"]], [fold(s) for s in annotation["without"]]
    labels = []
    for block in document.blocks:
        key = fold(block.text)
        if any(s in key or (len(key) > 20 and key in s) for s in wanted):
            labels.append(1)
        else:
            labels.append(0 if any(s in key or (len(key) > 8 and key in s) for s in unwanted) else UNKNOWN)
    return labels


def votes(examples: Iterable[Example], *, least: int = 3) -> dict[str, float]:
    """Learn for each class word the log-odds that text under it is article; words of fewer pages have no vote."""
    kept_by: dict[str, float] = defaultdict(float)
    other_by: dict[str, float] = defaultdict(float)
    pages: dict[str, int] = defaultdict(int)
    for e in examples:
        if e.page["body"]:
            for word, (kept, other) in _shares(e).items():
                kept_by[word] += kept
                other_by[word] += other
                pages[word] += 1
    return {w: round(math.log((kept_by[w] + 0.3) / (other_by[w] + 0.3)), 3) for w in sorted(pages) if pages[w] >= least}


def _shares(e: Example) -> dict[str, tuple[float, float]]:
    """For each class word of a page: the share of the article's words under it, and of the rest."""
    containers = e.document.containers
    kept, every = [0.0] * len(containers), [0.0] * len(containers)
    for owner, label, words in zip(e.document.owners, e.labels, e.words, strict=True):
        kept[owner] += words * label
        every[owner] += words
    for i in range(len(containers) - 1, 0, -1):
        kept[containers[i].parent] += kept[i]
        every[containers[i].parent] += every[i]
    inside, outside = max(kept[0], 1.0), max(every[0] - kept[0], 1.0)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for i, c in enumerate(containers):
        if every[i]:
            for word in words_of(name_of(c.element)):
                sums[word][0] += kept[i] / inside
                sums[word][1] += (every[i] - kept[i]) / outside
    return {word: (min(a, 1.0), min(b, 1.0)) for word, (a, b) in sums.items()}


def train(examples: Sequence[Example], *, threshold: float, settings: dict[str, Any] | None = None) -> bytes:
    """Grow both forests and return the model file. A page's own labels never vote for it, nor score it, while learning."""
    chosen = SETTINGS | (settings or {})
    rows = _crossfitted_rows(examples)
    scores = _crossfitted_scores(examples, rows, chosen)
    again = [
        np.hstack((r, second_look(e.document, s, e.words))) for e, r, s in zip(examples, rows, scores, strict=True)
    ]
    for e, s in zip(examples, scores, strict=True):
        e.trust = DISBELIEVED if e.page["body"] and e.disbelief(s) > DISBELIEF else 1.0
    first, second = ([_fit(examples, x, chosen | {"random_seed": n}) for n in SEEDS] for x in (rows, again))
    head = {"names": NAMES, "score_names": SCORE_NAMES, "votes": votes(examples), "threshold": threshold}
    file = BytesIO()
    arrays = _arrays(first, "first") | _arrays(second, "second")
    arrays[ARRAY] = packed((e.page["id"], e.page["url"]) for e in examples)
    np.savez_compressed(file, head=json.dumps(head), table=probability_table(), **arrays)
    return file.getvalue()


def _crossfitted_rows(examples: Sequence[Example]) -> list[Any]:
    table = {k: votes(e for e in examples if e.fold != k) for k in range(FOLDS)}
    return [features(e.document, e.facts, table[e.fold]) for e in examples]


def _crossfitted_scores(examples: Sequence[Example], rows: Sequence[Any], settings: dict[str, Any]) -> list[Any]:
    scores: dict[int, Any] = {}
    for k in range(FOLDS):
        learn = [i for i, e in enumerate(examples) if e.fold != k]
        model = _fit([examples[i] for i in learn], [rows[i] for i in learn], settings)
        for i, e in enumerate(examples):
            if e.fold == k:
                scores[i] = model.predict_proba(rows[i])[:, 1]
    return [scores[i] for i in range(len(examples))]


def _fit(examples: Sequence[Example], rows: Sequence[Any], settings: dict[str, Any]) -> Any:
    from catboost import CatBoostClassifier, Pool  # noqa: PLC0415 - heavy, and only needed to train

    known = [e.labels != UNKNOWN for e in examples]
    x = np.vstack([r[k] for r, k in zip(rows, known, strict=True)])
    y = np.concatenate([e.labels[k] for e, k in zip(examples, known, strict=True)])
    w = np.concatenate([e.weights[k] for e, k in zip(examples, known, strict=True)])
    model = CatBoostClassifier(**settings)
    model.fit(Pool(x, y, weight=w))
    return model


def _arrays(models: Sequence[Any], prefix: str) -> dict[str, Any]:
    """Turn CatBoost models into the arrays of one ``cleaning.model.trees.Forest``, their mean."""
    dumped = [_dump(model) for model in models]
    trees, bias = [tree for grown, _ in dumped for tree in grown], sum(bias for _, bias in dumped) / len(models)
    questions = {pair: i for i, pair in enumerate(sorted({pair for t in trees for pair in t["splits"]}))}
    levels = max(len(t["splits"]) for t in trees)
    never = len(questions)
    asked = np.full((len(trees), levels), never, np.int16)
    leaves, weights = (np.zeros((len(trees), 1 << levels), kind) for kind in (np.int32, np.uint16))
    for i, tree in enumerate(trees):
        asked[i, : len(tree["splits"])] = [questions[pair] for pair in tree["splits"]]
        values = np.rint(np.asarray(tree["leaves"]) / len(models) * SCALE).astype(np.int32)
        leaves[i, : len(values)] = values
        weights[i, : len(values)] = _small(np.asarray(tree["weights"]))
    pairs = [*sorted(questions), (0, math.inf)]
    return {
        f"{prefix}_columns": np.asarray([c for c, _ in pairs], np.int16),
        f"{prefix}_borders": np.asarray([b for _, b in pairs], np.float32),
        f"{prefix}_questions": asked,
        f"{prefix}_leaves": leaves,
        f"{prefix}_weights": weights,
        f"{prefix}_bias": np.int64(round(bias * SCALE)),
    }


def _small(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.uint16]:
    """Weigh a tree's leaves against its heaviest; what was reached at all keeps a weight."""
    return np.ceil(weights / max(float(weights.max()), 1e-9) * _HEAVIEST).astype(np.uint16)


def _dump(model: Any) -> tuple[list[dict[str, Any]], float]:
    """Read the trees and the bias out of CatBoost's own JSON export."""
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        data = json.loads(path.read_text())
    scale, bias = data["scale_and_bias"]
    trees = [
        {
            "splits": [(s["float_feature_index"], float(np.float32(s["border"]))) for s in tree["splits"]],
            "leaves": [v * scale for v in tree["leaf_values"]],
            "weights": tree["leaf_weights"],
        }
        for tree in data["oblivious_trees"]
    ]
    return trees, bias[0] if isinstance(bias, list) else bias


def load_examples(pages: Sequence[Annotation], load: Load) -> list[Example]:
    """Read and label the pages that can be learned from, in order."""
    return [e for p in pages if (e := example(p, load(p))) is not None]
