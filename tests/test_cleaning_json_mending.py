"""JSON that is nearly JSON: what it says is read, whatever stands there gives valid JSON, in linear time."""

from __future__ import annotations

import doctest
import json
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaning import json_mending
from cleaning.json_mending import mended

VALUE = {"a": "x", "b": [1, {"c": None}], "d": True}


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(json_mending).failed == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"a":"x","b":[1,{"c":null}],"d":true}',
        '{"a":"x", // the "first"\n"b":[1,{"c":null,},],"d":true,} // end',
        '/* all, {of} it */{"a":"x","b":[1,/* , */{"c":null}],"d":true}',
        '<!-- c -->{"a":"x","b":[1,{"c":null}],"d":true}<!-- never closed',
        '{"a":"x"\n"b":[1 {"c":null}] "d":true}',
        '{,"a":"x",,"b":[,1,,{"c":,}],"d":true,}',
        '{"a":"x","b":[1,{"c":undefined}],"d":true',
        '{"a":"x","b":[1,{"c":NaN}],"d":true}}]',
        "\ufeff\u00a0{'a':'x','b':[1,{'c':null}],'d':true}",
        "{“a”:“x”,“b”:[1,{“c”:null}],“d”:true}",
        'var data = {"a":"x","b":[1,{"c":null}],"d":true};',
        '{"a":"x","b":[1,{"c":null}],"d":true,"cut',
        '{"a":"x","b":[1,{"c":null}],"d":true,',
    ],
)
def test_what_is_nearly_json_is_read(text: str) -> None:
    assert [VALUE] == mended(text)


@pytest.mark.parametrize("number", ["00", "007", "-01", "١٢", "1.", ".5", "+1", "1_000", "0x1"])
def test_what_is_no_number_of_json_is_no_value(number: str) -> None:
    assert [{"a": None, "b": 1}] == mended(f'{{"a": {number}, "b": 1}}')


@pytest.mark.parametrize("between", ["", ",", "\n\n", ";", " // next\n"])
def test_several_values_are_a_list(between: str) -> None:
    assert [{"a": 1}, [2], {"b": 3}] == mended(f'{{"a":1}}{between}[2]{between}{{"b":3}}')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "he said "no" to it", "b": 1}', {"a": 'he said "no" to it', "b": 1}),
        (r'{"a": "it\'s \x and \u00e9 \"q\" \\"}', {"a": 'it\'s x and é "q" \\'}),
        ('{"a": "two\nlines\tand a // tab"}', {"a": "two\nlines\tand a // tab"}),
        ('{"u": "https://h.example/*x*/,}"}', {"u": "https://h.example/*x*/,}"}),
        ('{"a": "the text goes on and', {"a": "the text goes on and"}),
        ('{"a": "ends in \\', {"a": "ends in "}),
    ],
)
def test_strings_keep_what_they_hold(text: str, expected: object) -> None:
    assert [expected] == mended(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
    )
)
def test_valid_json_comes_back(value: object) -> None:
    text = json.dumps([{"value": value}])
    assert json.loads(text) == mended(text)[0]


@given(st.text(alphabet="{}[],:\"\\/*<!->\n truenal01.é“'", max_size=60) | st.text(max_size=60))
@example('{"a" "b":1}')
@example("{[]:1,{}}")
@example('{"a":"b" "c"}')
@example("{1:2, true}")
def test_any_text_gives_values_that_json_can_hold(text: str) -> None:
    json.dumps(mended(text))


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        '"a ',
        "\\",
        '"\\',
        "/*",
        "<!--",
        "//",
        "//\n",
        ",",
        ":",
        "{",
        "}",
        "[",
        '{"a":',
        '" ',
        '"\n',
        "a",
        '\\"',
        '"                   ',
    ],
)
@pytest.mark.parametrize("end", ["", "\\", '"'])
def test_repeated_pieces_take_linear_time(unit: str, end: str) -> None:
    text = (unit * 300_000)[:300_000] + end
    began = process_time()
    mended(text)
    assert process_time() - began < 2
