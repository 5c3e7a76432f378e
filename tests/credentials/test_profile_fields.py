"""The table of a profile's texts: every field has a row, and every row a field."""

from workbench.credentials import ProfileMetadata
from workbench.credentials.profile_fields import PROFILE_FIELDS


def test_each_text_has_one_row() -> None:
    names = [each.name for each in PROFILE_FIELDS]
    assert sorted(names) == sorted({*ProfileMetadata.__struct_fields__} - {"known_to_sandbox"})


def test_a_list_holds_a_list_and_other_fields_a_text() -> None:
    for each in PROFILE_FIELDS:
        assert isinstance(getattr(ProfileMetadata(), each.name), tuple if each.kind == "list" else str)
