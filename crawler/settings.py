"""Scrapy's settings as literals; what depends on a run or a survey is added by ``crawler.process`` and the scout."""

from __future__ import annotations

BOT_NAME = "thresher"
SPIDER_MODULES = ["crawler.spiders"]
SCHEDULER = "crawler.scheduler.FrontierScheduler"
ITEM_PIPELINES = {
    "pipelines.stages.Archive": 100,
    "pipelines.stages.Clean": 200,
    "pipelines.rechecking.Recheck": 300,
    "crawler.named_pages.Follow": 450,
    "pipelines.stages.Store": 500,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.AddressGuard": 10,
    "crawler.middlewares.SafeRobots": 100,
    "crawler.proxy.Proxy": 580,
    "crawler.watch.Watch": 585,
    "crawler.middlewares.BoundedCompression": 590,
    "crawler.watch.Patience": 595,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}

# Manners: one request at a time per host; ``crawler.pace`` gives each its slot, with the delay of its sources.
CONCURRENT_REQUESTS = 128
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # a response gives one item; Scrapy starts so many tasks for each response
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

# Bounds: bytes after decompression, and seconds from the first byte sent to the last received.
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
REACTOR_THREADPOOL_MAXSIZE = 20  # what resolves names

# Safety: what Scrapy has on by default and we never use.
DOWNLOAD_HANDLERS = {
    "http": "crawler.pace.PoliteHandler",
    "https": "crawler.pace.PoliteHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False
COOKIES_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
REFERER_ENABLED = False
ROBOTSTXT_OBEY = True  # through SafeRobots: the middleware of Scrapy lets requests through while robots.txt is fetched
MEMUSAGE_ENABLED = False

LOG_INSTALL_ROOT_HANDLER = False
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
LOGSTATS_INTERVAL = 0.0
STATS_DUMP = True
