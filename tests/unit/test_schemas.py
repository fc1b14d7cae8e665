"""Tables and columns as the one place where they are defined says."""

from __future__ import annotations

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
