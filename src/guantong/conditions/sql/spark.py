"""How Apache Spark writes what the emitter needs; ANSI rules and double-quoted names are taken as set."""

from collections.abc import Mapping, Sequence

from .dialect import EPOCH, Dialect


class SparkDialect(Dialect):
    """The functions of Spark. A place outside a list gives null, as in DuckDB, where Spark would raise."""

    name = "spark"
    int_list = "ARRAY<INT>"
    string = "STRING"

    # --- lists ------------------------------------------------------------------------------------

    def array(self, items: Sequence[str]) -> str:
        """A list of whole numbers written out."""
        return f"CAST(array({', '.join(items)}) AS {self.int_list})"

    def at(self, items: str, index: str) -> str:
        """The item at a place, counted from 1."""
        return f"get({items}, {int(index) - 1 if index.isdecimal() else f'{index} - 1'})"

    def size(self, items: str) -> str:
        """The number of items."""
        return f"size({items})"

    def places(self, items: str) -> str:
        """The odd places of a list of borders; `sequence` would count down from 1 to -1."""
        return f"CASE WHEN size({items}) > 1 THEN sequence(1, size({items}) - 1, 2) ELSE {self.array([])} END"

    def count_to(self, last: str) -> str:
        """The whole numbers from 1 to `last`; `sequence` would count down from 1 to 0."""
        return f"CASE WHEN {last} > 0 THEN sequence(1, {last}) ELSE {self.array([])} END"

    def filter(self, items: str, name: str, test: str) -> str:
        """The items that pass a test."""
        return f"filter({items}, {name} -> {test})"

    def map(self, items: str, name: str, value: str) -> str:
        """What a value becomes for each item."""
        return f"transform({items}, {name} -> {value})"

    def sorted(self, items: str) -> str:
        """The items in rising order, each once."""
        return f"sort_array(array_distinct({items}))"

    def joined(self, items: Sequence[str]) -> str:
        """Several lists one after another."""
        return f"concat({', '.join(items)})" if len(items) > 1 else items[0]

    def total(self, items: str) -> str:
        """The sum of the items."""
        return f"aggregate({items}, 0, (sum, item) -> sum + item)"

    def slice(self, items: str, first: str, last: str) -> str:
        """The items from one place to another, both included."""
        return f"slice({items}, {first}, greatest({last} - {first} + 1, 0))"

    def has(self, items: str, item: str) -> str:
        """Whether an item is in a list."""
        return f"array_contains({items}, {item})"

    def gathered_flat(self, items: str, where: str) -> str:
        """The aggregate that joins lists over the rows that pass a test."""
        return f"flatten(collect_list({items}) FILTER (WHERE {where}))"

    def findings(self) -> str:
        """The aggregate that lists the findings of a person, the latest first."""
        parts = ("decided_on", "coalesce(r.decided_on, 0)"), ("answer", "r.answer"), ("question", "r.question"), ("about", "r.about")  # fmt: skip
        struct = ", ".join(f"'{name}', {value}" for name, value in parts)
        return f"sort_array(collect_list(named_struct({struct})), FALSE)"

    def least_by(self, value: str, key: Sequence[str], where: str) -> str:
        """The aggregate that takes a value from the row with the least key."""
        return f"min_by({value}, struct({', '.join(key)})) FILTER (WHERE {where})"

    def whole(self, number: str, divisor: int) -> str:
        """The whole part of a quotient."""
        return f"{number} div {divisor}"

    def lightest(self, items: Sequence[tuple[str, str, str]]) -> str:
        """Of several (test, declared, unconfirmed facts) the lightest whose test holds; null where none does."""
        structs = [
            f"CASE WHEN {test} THEN named_struct('declared', {declared}, 'n', size({doubts}), 'doubts', {doubts}) END"
            for test, declared, doubts in items
        ]
        return f"array_min(array({', '.join(structs)}))"

    def struct(self, parts: Mapping[str, str]) -> str:
        """Several values in one, by name."""
        return "named_struct(" + ", ".join(f"'{name}', {value}" for name, value in parts.items()) + ")"

    # --- numbers and texts ------------------------------------------------------------------------

    def commas(self, parts: Sequence[str]) -> str:
        """Numbers and texts of numbers as one text, commas between those that are not null."""
        return f"concat_ws(',', {', '.join(f'CAST({part} AS STRING)' for part in parts)})"

    def gathered_text(self, item: str, where: str) -> str:
        """The aggregate that joins numbers or texts over the rows that pass a test, commas between them; null where none does."""
        return f"nullif(array_join(collect_list(CAST({item} AS STRING)) FILTER (WHERE {where}), ','), '')"

    def numbers_in(self, text: str) -> str:
        """The numbers of such a text in rising order, each once."""
        parts = f"filter(split({text}, ','), part -> part <> '')"
        return self.sorted(f"transform({parts}, part -> CAST(part AS INT))")

    def text_of_list(self, items: str) -> str:
        """The numbers of a list as one text, commas between them."""
        return f"array_join({items}, ',')"

    # --- masks ------------------------------------------------------------------------------------

    def any_bit(self, mask: str, where: str = "") -> str:
        """The aggregate that joins masks."""
        return f"coalesce(bit_or({mask}){f' FILTER (WHERE {where})' if where else ''}, 0)"

    def left(self, mask: str, places: str | int) -> str:
        """A mask moved to higher places."""
        return f"shiftleft({mask}, {places})"

    def right(self, mask: str, places: str | int) -> str:
        """A mask moved to lower places."""
        return f"shiftright({mask}, {places})"

    # --- days -------------------------------------------------------------------------------------

    def date(self, day: str) -> str:
        """An ordinal as a date."""
        return f"date_from_unix_date(CAST({day} - {EPOCH} AS INT))"

    def ordinal(self, date: str) -> str:
        """A date as an ordinal."""
        return f"(unix_date({date}) + {EPOCH})"

    def years_later(self, date: str, years: int) -> str:
        """The same day so many years later; 28 February for a missing 29th."""
        return f"add_months({date}, {12 * years})"

    # --- rows -------------------------------------------------------------------------------------

    def numbered(self, order: str) -> str:
        """A number for every row, each different; an order would bring all rows to one machine."""
        del order
        return "monotonically_increasing_id()"

    target_key = ("p", "t")

    def numbered_targets(self, order: str) -> str:
        """A number for every target of a person; the same one when a lost part is computed again."""
        return f"row_number() OVER (PARTITION BY p ORDER BY {order})"
