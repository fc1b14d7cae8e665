"""The dataset type `digitalprojekt`: what a person may enter, and what only a report may change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.portal.support import ApiError, Portal, Publication, reported

Project = Callable[..., dict[str, Any]]


def _errors(portal: Portal, action: str, values: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(ApiError) as caught:
        portal.api(action, **values)
    assert caught.value.status == 409, caught.value
    return caught.value.errors


class TestValidation:
    """Sentences that say what is wrong and what to write instead."""

    @pytest.mark.parametrize(
        "number", ["72", "202000007", "20200000072", "2020-00072", "２０２０００００７２"]
    )
    def test_number_has_ten_digits(self, editor: Portal, project: Project, number: str) -> None:
        """A number that is not ten plain digits is refused with an example."""
        errors = _errors(editor, "package_create", project(vorhaben_nr=number))
        assert "zehn ziffern" in errors["vorhaben_nr"][0].lower()
        assert "2020000072" in errors["vorhaben_nr"][0]
        assert "name" not in errors

    def test_number_is_unique(self, editor: Portal, project: Project) -> None:
        """A number that another project has is refused, with that project's address."""
        values = project()
        editor.api("package_create", **values)
        errors = _errors(editor, "package_create", values)
        assert f"/digitalprojekt/digitalprojekt-{values['vorhaben_nr']}" in errors["vorhaben_nr"][0]

    def test_number_never_changes(self, editor: Portal, project: Project) -> None:
        """The number is the identity: it cannot be changed to another one."""
        values = project()
        editor.api("package_create", **values)
        name = f"digitalprojekt-{values['vorhaben_nr']}"
        errors = _errors(editor, "package_patch", {"id": name, "vorhaben_nr": "1900000001"})
        assert values["vorhaben_nr"] in errors["vorhaben_nr"][0]

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("bearbeitungsstand", "fertig", "abgeschlossen"),
            ("strategiefeld_teilhabe", "+++", "++"),
            ("kosten_eur", "viel", "250.000,50"),
            ("kosten_eur", "-5", "250.000,50"),
            ("berichtsstand", "2020/2", "2020-2"),
            ("contact_email", "keine", "E-Mail"),
            ("contact_url", "www.heilbronn.de", "https://"),
            ("temporal_start", "31.03.2021", "2021-03-31"),
            ("zuletzt_berichtet", "2020-2", "Bericht"),
            ("theme", ["XXXX"], "XXXX"),
        ],
    )
    def test_sentence_names_value_or_remedy(
        self, editor: Portal, project: Project, field: str, value: Any, words: str
    ) -> None:
        """A wrong value is refused at its field, in a sentence that helps."""
        errors = _errors(editor, "package_create", project(**{field: value}))
        assert list(errors) in ([field, "__type"], ["__type", field])
        assert words in errors[field][0]

    @pytest.mark.parametrize("field", ["title", "amt", "vorhabentyp", "anlass", "bearbeitungsstand"])
    def test_required(self, editor: Portal, project: Project, field: str) -> None:
        """What every table of the report has, a person must enter."""
        assert field in _errors(editor, "package_create", project(**{field: ""}))

    @pytest.mark.parametrize(
        ("given", "stored"),
        [
            ("250000", "250000"),
            ("250.000,50 €", "250000.5"),
            ("1.250.000", "1250000"),
            ("12,30", "12.3"),
            ("1234.50", "1234.5"),
            ("0", "0"),
        ],
    )
    def test_amount_is_normalised(self, editor: Portal, project: Project, given: str, stored: str) -> None:
        """Amounts may be written the German way; stored is the form of the tables."""
        made = editor.api("package_create", **project(kosten_eur=given))
        assert (made["kosten_eur"], made["kosten_angabe"]) == (stored, "beziffert")

    def test_amount_and_kind_fit(self, editor: Portal, project: Project) -> None:
        """An amount that is called not stated, or a quantified cost without amount, is refused."""
        for values in (
            project(kosten_eur="5", kosten_angabe="keine_angabe"),
            project(kosten_eur="", kosten_angabe="beziffert"),
        ):
            assert "kosten_angabe" in _errors(editor, "package_create", values)

    def test_summary_is_computed_and_marked(self, editor: Portal, project: Project) -> None:
        """Without a text of the city the summary is computed, and follows later changes."""
        made = editor.api("package_create", **project())
        assert made["title"] in made["notes"]
        assert "Bericht" not in made["notes"]
        assert made["notes_berechnet"] == "true"
        patched = editor.api("package_patch", id=made["id"], title="Ganz anders")
        assert "Ganz anders" in patched["notes"]
        own = editor.api("package_patch", id=made["id"], notes="Eigener Text.")
        assert (own["notes"], own["notes_berechnet"]) == ("Eigener Text.", "")

    def test_defaults(self, editor: Portal, project: Project) -> None:
        """Name, licence and the four slices come by themselves; what was sent as name is not used."""
        made = editor.api("package_create", **project(name="irgendwas"))
        assert made["name"] == f"digitalprojekt-{made['vorhaben_nr']}"
        assert made["license_id"] == "dl-de-by-2.0"
        assert [resource["name"] for resource in made["resources"]] == [
            "stammdaten", "status", "kosten", "strategiefelder",
        ]  # fmt: skip

    def test_other_resources_stay_behind_the_slices(self, editor: Portal, project: Project) -> None:
        """A person's own document is kept; the slices cannot be taken away or bent."""
        made = editor.api("package_create", **project())
        ids = [resource["id"] for resource in made["resources"]]
        bent = [
            {**made["resources"][1], "url": "https://example.org/x.csv"},
            {"name": "Flyer", "url": "https://example.org/f.pdf"},
        ]
        patched = editor.api("package_patch", id=made["id"], resources=bent)
        assert [resource["id"] for resource in patched["resources"][:4]] == ids
        assert [resource["name"] for resource in patched["resources"][4:]] == ["Flyer"]
        assert patched["resources"][1]["url"] == made["resources"][1]["url"]


class TestReadOnly:
    """Once a report names a project, its reported values are the report's."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", "Anderer Titel"),
            ("amt", "20"),
            ("bearbeitungsstand", "abgeschlossen"),
            ("kosten_eur", "1"),
            ("strategiefeld_teilhabe", "-"),
            ("gesamtstatus", ""),
            ("notes", "Neuer Text"),
            ("zuletzt_berichtet", "2030-1"),
        ],
    )
    def test_reported_value_is_refused(
        self, editor: Portal, publication: Publication, numbers: Callable[[], str], field: str, value: str
    ) -> None:
        """A person's other value is refused, with the report's value and round in the sentence."""
        number = numbers()
        publication([reported(number)])
        errors = _errors(editor, "package_patch", {"id": f"digitalprojekt-{number}", field: value})
        assert "2020-2" in errors[field][0]

    def test_left_out_values_stay(
        self, editor: Portal, publication: Publication, numbers: Callable[[], str], organisation: str
    ) -> None:
        """A form that does not send the reported fields changes only what it sends."""
        number = numbers()
        publication([reported(number)])
        name = f"digitalprojekt-{number}"
        updated = editor.api("package_update", id=name, owner_org=organisation, title_en="Street lights")
        assert updated["title_en"] == "Street lights"
        expected = reported(number)
        assert {key: updated[key] for key in expected} == expected

    def test_sysadmin_is_a_person(
        self, admin: Portal, publication: Publication, numbers: Callable[[], str]
    ) -> None:
        """Not even a sysadmin changes a reported value through CKAN's own actions."""
        number = numbers()
        publication([reported(number)])
        errors = _errors(
            admin,
            "package_patch",
            {"id": f"digitalprojekt-{number}", "amt": "20", "hndigital_publishing": True},
        )
        assert "amt" in errors

    def test_publishing_keeps_editorial_fields(
        self, editor: Portal, publication: Publication, numbers: Callable[[], str]
    ) -> None:
        """What people have added stays when the next round is published."""
        number = numbers()
        publication([reported(number)])
        name = f"digitalprojekt-{number}"
        editor.api(
            "package_patch", id=name, title_en="Lights", theme=["TRAN"], tags=[{"name": "licht"}],
            contact_email="a@example.org",
        )  # fmt: skip
        publication([reported(number, bearbeitungsstand="abgeschlossen")])
        after = editor.api("package_show", id=name)
        assert after["bearbeitungsstand"] == "abgeschlossen"
        assert (after["title_en"], after["theme"], after["contact_email"]) == (
            "Lights",
            ["TRAN"],
            "a@example.org",
        )
        assert [tag["name"] for tag in after["tags"]] == ["licht"]
