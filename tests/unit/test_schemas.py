"""Tables and columns as the one place where they are defined says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hndigital import schemas


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("vorhaben", ("vorhaben_nr",)),
        ("strategiefeld_matrix", ("vorhaben_nr", "strategiefeld")),
        ("status", ("vorhaben_nr", "berichtsstand")),
        ("kosten", ("vorhaben_nr", "berichtsstand")),
        ("steckbriefe", ("vorhaben_nr", "kapitel")),
        ("abgleich", ("kennzahl",)),
        ("hinweise", ("nr",)),
        ("herkunft", ("vorhaben_nr", "feld")),
        ("aenderungen", ("vorhaben_nr", "feld")),
    ],
)
def test_tables_have_the_contracts_keys(name: str, key: tuple[str, ...]) -> None:
    """A row is identified by these columns."""
    assert schemas.table(name).primary_key == key


def test_register_tables_add_columns_and_keep_the_rest() -> None:
    """The register's variants are the package's tables with what only a history knows."""
    package, register = schemas.table("vorhaben"), schemas.register_table("vorhaben")
    assert register.column_names == (*package.column_names, "erstmals_berichtet", "zuletzt_berichtet")
    assert schemas.register_table("status").column_names == schemas.table("status").column_names
    assert schemas.register_table("aenderungen").column_names == (
        *("vorhaben_nr", "berichtsstand", "feld", "alt", "neu", "art"),
    )


def test_only_register_tables_have_a_register_variant() -> None:
    """Asking for another one is an error, not an empty table."""
    with pytest.raises(KeyError):
        schemas.register_table("herkunft")
    with pytest.raises(KeyError):
        schemas.table("../package")


def test_choices_come_from_the_code_lists() -> None:
    """The enum of a column is its code list, in the list's order."""
    fields = {field["name"]: field for field in schemas.table("vorhaben").table_schema()["fields"]}
    for name in ("dezernat", "vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus", "kosten_angabe"):
        assert fields[name]["constraints"]["enum"] == list(schemas.codelist(name))


def test_fact_sheets_keep_their_own_words() -> None:
    """A fact sheet's cells are as printed, so no code list binds them."""
    assert not any(column.codelist for column in schemas.table("steckbriefe").columns)


@pytest.mark.parametrize(
    ("table", "column", "cell", "value"),
    [
        ("vorhaben", "kosten_eur", "1250000", 1250000),
        ("vorhaben", "kosten_eur", "1250.5", 1250.5),
        ("vorhaben", "kosten_eur", "", None),
        ("vorhaben", "titel", "", None),
        ("vorhaben", "vorhaben_nr", "2020000072", "2020000072"),
        ("status", "stichtag", "2021-03-31", "2021-03-31"),
        ("abgleich", "zeilen", "102", 102),
        ("strategiefeld_matrix", "bewertung", "-", "-"),
    ],
)
def test_cells_are_typed(table: str, column: str, cell: str, value: object) -> None:
    """JSON and DataStore hold numbers as numbers, dates and numbers of projects as text, empty as null."""
    cast = schemas.table(table).column(column).cast(cell)
    assert cast == value
    assert type(cast) is type(value)


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("vorhaben", "vorhaben_nr", "202000072"),
        ("vorhaben", "vorhaben_nr", ""),
        ("vorhaben", "vorhaben_nr", "2020000072\n"),
        ("vorhaben", "kosten_eur", "-1"),
        ("vorhaben", "kosten_eur", "NaN"),
        ("vorhaben", "kosten_eur", "k.A."),
        ("vorhaben", "anlass", "Auftrag"),
        ("status", "stichtag", "31.03.2021"),
        ("status", "berichtsstand", "2#2020"),
        ("abgleich", "bericht", "1.5"),
    ],
)
def test_wrong_cells_are_refused(table: str, column: str, cell: str) -> None:
    """What the schema doesn't allow doesn't get through."""
    with pytest.raises(ValueError, match=r".+"):
        schemas.table(table).column(column).cast(cell)


def test_datastore_fields_carry_types_and_the_data_dictionary() -> None:
    """The portal's data dictionary has the same words as the package."""
    fields = {field["id"]: field for field in schemas.register_table("kosten").datastore_fields()}
    assert {name: field["type"] for name, field in fields.items()} == {
        "vorhaben_nr": "text",
        "berichtsstand": "text",
        "betrag_eur": "numeric",
        "kosten_angabe": "text",
        "wortlaut": "text",
    }
    assert fields["betrag_eur"]["info"]["label"] == "Betrag"
    assert fields["betrag_eur"]["info"]["label_en"] == "Amount"


def test_field_labels_cover_ratings_and_leave_the_unknown() -> None:
    """Findings and changes are shown with the words of their columns."""
    assert schemas.field_label("kosten_eur") == "Kosten"
    assert schemas.field_label("kosten_eur", "en") == "Cost"
    assert schemas.field_label("strategiefeld.teilhabe") == "Strategiefeld Teilhabe an der Stadtgesellschaft"
    assert schemas.field_label("strategiefeld.x") == "strategiefeld.x"
    assert schemas.field_label("etwas") == "etwas"


def test_columns_say_where_they_appear() -> None:
    """A role gives columns in the table's order; a role that nobody knows is an error, not an empty list."""
    table = schemas.register_table("vorhaben")
    assert table.having("text") == ("beschreibung", "vorhabenziel", "gesetz_beschluss")
    assert schemas.presented(table.having("counted"))[:2] == ("bearbeitungsstand", "gesamtstatus")
    with pytest.raises(KeyError):
        table.having("colour")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("columns.yaml", "roles: [sort, list]", "roles: [sort, lst]", "lst"),
        ("columns.yaml", "  sentence: noun", "  sentence: verb", "verb"),
        ("columns.yaml", "  all_en: All types\n", "", "all_en"),
        ("codelists/gesamtstatus.csv", ",stop", ",octagon", "octagon"),
        ("codelists/bewertung.csv", ",mainly,4,", ",very,4,", "very"),
        ("codelists/gesamtstatus.csv", ",good,", ",green,", "green"),
    ],
)
def test_a_misspelt_meaning_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, said: str
) -> None:
    """A role or meaning that no code knows is an error with its place, for it would mean nothing."""
    text = schemas.schema_text(file)
    assert old in text
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setenv("HNDIGITAL_SCHEMAS", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", _READ_ALL], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith(file)
    assert said in done.stdout


_READ_ALL = """
from hndigital import profiles, schemas
from hndigital.errors import SchemaError
profiles.use("heilbronn")
try:
    schemas.table("vorhaben")
    [schemas.codelist(name) for name in schemas.codelist_names()]
except SchemaError as error:
    print(error.message("en"))
"""


def test_ratings_are_asked_for_their_meaning() -> None:
    """Support is what the code list says of a rating; the unknown supports nothing."""
    ratings = dict(zip(schemas.codelist("strategiefeld"), ("++", "+", "-", "?"), strict=True))
    assert schemas.supported(ratings) == ("verwaltung_infrastruktur", "bildung_wissensstadt")
    assert [schemas.mainly_supports(rating) for rating in ratings.values()] == [True, False, False, False]


def test_the_form_has_a_field_for_every_column_and_rating() -> None:
    """The dataset type holds what the register holds, with the same choices, and nobody edits a report."""
    fields = {field["field_name"]: field for field in schemas.dataset_type()["dataset_fields"]}
    for column in schemas.register_table("vorhaben").columns:
        field = fields["title" if column.name == "titel" else column.name]
        assert field["reported"]
        assert field.get("codelist", "") == column.codelist
    for code in schemas.codelist("strategiefeld"):
        assert fields[schemas.dataset_rating(code)]["codelist"] == "bewertung"
