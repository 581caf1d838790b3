"""The pages to log in and out, which work without scripts."""

from urllib.parse import quote

from markupsafe import Markup
from starlette.responses import HTMLResponse

from assistant.web.content_policy import POLICY_NAME
from assistant.web.login_texts import login_texts
from assistant.web.texts import Texts

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_PAGE = Markup(
    '<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title} – Article Assistant</title>"
    '<link rel="icon" href="web/icon.svg"><link rel="stylesheet" href="web/style.css">'
    '<link rel="stylesheet" href="web/login.css"></head>'
    '<body class="login"><main><h1>Article Assistant</h1>{form}</main></body></html>'
)
_LOG_IN = Markup(
    '<form method="post" action="login"><input type="hidden" name="next" value="{next}">'
    "{said}"
    '<label>{name}<input name="username" autocomplete="username" required autofocus></label>'
    '<label>{password}<input name="password" type="password" autocomplete="current-password" '
    "required></label>"
    "<button>{log_in}</button></form>"
)
_LOG_OUT = Markup('<form method="post" action="logout"><button>{log_out}</button></form>')
_ELSEWHERE = Markup('<a class="elsewhere" href="oidc/login?next={next}">{words}</a>')
_SAID = Markup('<p role="alert">{said}</p>')


def login_page(
    texts: Texts, after: str, said: str, status: int = 200, *, openid: bool
) -> HTMLResponse:
    """The page to log in.

    Args:
        texts: the words of the interface.
        after: where to go then, a path.
        said: what was wrong with the log-in before.
        status: of the response.
        openid: whether one can log in at a provider too.
    """
    words = login_texts(texts)
    form = _LOG_IN.format(
        next=after,
        said=_SAID.format(said=said) if said else "",
        name=words.user_name,
        password=words.log_in_word,
        log_in=words.log_in,
    )
    if openid:
        form += _ELSEWHERE.format(next=quote(after), words=words.log_in_elsewhere)
    return _page(texts, words.log_in, form, status)


def logout_page(texts: Texts) -> HTMLResponse:
    """The page to log out."""
    words = login_texts(texts)
    return _page(texts, words.log_out, _LOG_OUT.format(log_out=words.log_out), 200)


def _page(texts: Texts, title: str, form: Markup, status: int) -> HTMLResponse:
    headers = {
        POLICY_NAME: _POLICY,
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "vary": "accept-language, cookie",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(_PAGE.format(code=texts.code, title=title, form=form), status, headers)
