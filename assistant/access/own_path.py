"""Where a log-in may lead: to this server and nowhere else."""


def own_path(path: str) -> str:
    """The path, if it is one of this server's; else the page."""
    elsewhere = not path.startswith("/") or path.startswith("//") or "\\" in path
    return "/" if elsewhere or not path.isprintable() else path
