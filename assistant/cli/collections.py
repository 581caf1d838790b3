"""`assistant collections`: the collections of the access list, with the articles that there are."""

from typing import Annotated

import typer

from assistant.cli.options import JsonOption
from assistant.cli.printable import printable, printable_json


def collections(
    user: Annotated[
        str | None, typer.Option(help="List instead the ids of the articles closed to this user.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show each collection's number of articles and its readers.

    Reads the access list that the setting `collections` names, and changes nothing. Exit code 1
    when a collection has no article, or names a reader who has no account here or has the name
    from an OpenID provider.
    """
    from assistant.access.account_store import AccountStore
    from assistant.access.collections import AccessList, Sight
    from assistant.access.openid import OF_PROVIDER
    from assistant.assistant import Assistant
    from assistant.errors import SettingsError
    from assistant.settings import Settings

    settings = Settings.load()
    if settings.collections is None:
        raise SettingsError("no access list is named: set collections to its file")
    found = AccessList(settings.collections).collections
    with Assistant.open(settings=settings) as assistant:
        ids = [article.id for article in assistant.index.summaries()]
    store = AccountStore.open(settings)
    accounts = {account.name: account for account in store.list()}
    store.close()
    if user is not None:
        account = accounts.get(user)
        if account is None:
            raise SettingsError(f"there is no user {user!r}: see `assistant users list`")
        sight = Sight(tuple(each for each in found if not each.admits(account)))
        _print([article_id for article_id in ids if not sight.may_read(article_id)], json=json)
        return
    known = frozenset().union(*(account.known_as for account in accounts.values()))
    known |= {settings.auth.partition(":")[0]} if settings.auth else set()
    rows = [
        {
            "collection": each.name,
            "articles": sum(map(each.holds, ids)),
            "readers": sorted([*each.names, *(f"@{role.value}" for role in each.roles)]),
            "unknown": sorted(
                name for name in each.names - known if not name.startswith(OF_PROVIDER)
            ),
        }
        for each in found
    ]
    _print(rows, json=json)
    if any(not row["articles"] or row["unknown"] for row in rows):
        raise typer.Exit(1)


def _print(rows: list[dict[str, object]] | list[str], *, json: bool) -> None:
    if json:
        from json import dumps

        typer.echo(printable_json(dumps(rows, indent=2, ensure_ascii=False)))
        return
    for row in rows:
        typer.echo(printable(row if isinstance(row, str) else _line(row)))


def _line(row: dict[str, object]) -> str:
    readers = row["readers"]
    names = ", ".join(map(str, readers)) if isinstance(readers, list) else ""
    unknown = row["unknown"]
    absent = ", ".join(map(str, unknown)) if isinstance(unknown, list) else ""
    line = f"{row['collection']:20}{row['articles']:>8} articles  {names or 'nobody'}"
    return f"{line}  (no account: {absent})" if absent else line
