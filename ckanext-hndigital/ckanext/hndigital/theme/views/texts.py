"""`/digitalprojekte/texte`: editors write what stands on the pages about the portal."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import texts, written_texts
from ckanext.hndigital.answers import editors_only
from flask import Blueprint, request
from werkzeug.wrappers import Response

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_texts", __name__)
blueprint.before_request(editors_only)

Answer = str | Response | tuple[str, int]


@blueprint.get("/digitalprojekte/texte")
def overview() -> str:
    """List the texts: from where each is, and who changed it last."""
    rows = [
        {
            "page": page,
            "lang": lang,
            "versions": written_texts.versions(page, lang),
            "given": texts.given(page, lang),
        }
        for page in texts.PAGES
        for lang in texts.LANGUAGES
    ]
    return toolkit.render("info/texts.html", {"rows": rows, "titles": _titles()})


@blueprint.get("/digitalprojekte/texte/<page>.<lang>")
def one(page: str, lang: str) -> str:
    """Show a text to be written on: as it is, or as `version` was."""
    _known_or_404(page, lang)
    known = written_texts.versions(page, lang)
    wanted = request.args.get("version")
    chosen = next((one for one in known if str(one.number) == wanted), None)
    if wanted and chosen is None:
        toolkit.abort(404)
    return _form(page, lang, chosen.markdown if chosen else _present(page, lang), known, chosen=chosen)


@blueprint.post("/digitalprojekte/texte/<page>.<lang>")
def save(page: str, lang: str) -> Answer:
    """Store a text, or only show what it would look like; CKAN has looked at the form's token before."""
    _known_or_404(page, lang)
    known = written_texts.versions(page, lang)
    markdown = request.form.get("text", "")
    after = request.form.get("after", type=int, default=-1)
    if len(markdown) > written_texts.LONGEST:
        sentence = toolkit._("A text has at most {number} characters; this one has {given}.")
        words = sentence.format(number=written_texts.LONGEST, given=len(markdown))
        return _form(page, lang, markdown, known, after=after, error=words), 400
    if "preview" in request.form:
        return _form(page, lang, markdown, known, after=after, preview=True)
    try:
        changed = written_texts.write(page, lang, markdown, who=toolkit.current_user.name, after=after)
    except written_texts.Meanwhile as meanwhile:
        sentence = toolkit._(
            "{who} has stored another version meanwhile (number {number}, below). "
            "Nothing of yours was stored: take over from that one what you want to keep, and store again."
        )
        words = sentence.format(who=meanwhile.newest.who, number=meanwhile.newest.number)
        newest = written_texts.versions(page, lang)
        return _form(page, lang, markdown, newest, error=words, preview=True), 409
    toolkit.h.flash_success(toolkit._("Text stored.") if changed else toolkit._("Nothing was changed."))
    return toolkit.redirect_to("hndigital_texts.one", page=page, lang=lang)


def _known_or_404(page: str, lang: str) -> None:
    if page not in texts.PAGES or lang not in texts.LANGUAGES:
        toolkit.abort(404)


def _present(page: str, lang: str) -> str:
    given = texts.given(page, lang)
    return written_texts.current(page, lang) or (given.markdown if given and not given.example else "")


def _form(
    page: str,
    lang: str,
    markdown: str,
    known: list[written_texts.Version],
    *,
    after: int | None = None,
    error: str = "",
    preview: bool = False,
    chosen: written_texts.Version | None = None,
) -> str:
    newest = known[0].number if known else 0
    return toolkit.render(
        "info/write_text.html",
        {
            "page": page,
            "title": _titles()[page],
            "text": texts.PageText(markdown, lang),
            "versions": known,
            "after": newest if after is None else after,
            "error": error,
            "preview": preview,
            "chosen": chosen,
            "longest": written_texts.LONGEST,
        },
    )


def _titles() -> dict[str, str]:
    return {
        "about": toolkit._("About this portal"),
        "imprint": toolkit._("Imprint"),
        "privacy": toolkit._("Privacy"),
        "contact": toolkit._("Contact"),
    }
