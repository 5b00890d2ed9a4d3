"""How an engine writes what the emitter needs: days, lists of days, masks. DuckDB is the default."""

from collections.abc import Mapping, Sequence

from ..days import END, FIRST

EPOCH = 719163
"""The ordinal of 1 January 1970."""


class Dialect:
    """The functions of DuckDB. Lists count from 1; a set of days is the list of its borders, as in :mod:`..days`."""

    name = "duckdb"
    int_list = "INTEGER[]"

    # --- lists ------------------------------------------------------------------------------------

    def array(self, items: Sequence[str]) -> str:
        """A list of whole numbers written out."""
        return f"[{', '.join(items)}]::{self.int_list}"

    def at(self, items: str, index: str) -> str:
        """The item at a place, counted from 1."""
        return f"{items}[{index}]"

    def size(self, items: str) -> str:
        """The number of items."""
        return f"len({items})"

    def places(self, items: str) -> str:
        """The odd places of a list of borders: where its stretches begin."""
        return f"range(1, len({items}), 2)"

    def count_to(self, last: str) -> str:
        """The whole numbers from 1 to `last`."""
        return f"range(1, {last} + 1)"

    def filter(self, items: str, name: str, test: str) -> str:
        """The items that pass a test."""
        return f"list_filter({items}, lambda {name}: {test})"

    def map(self, items: str, name: str, value: str) -> str:
        """What a value becomes for each item."""
        return f"list_transform({items}, lambda {name}: {value})"

    def flat(self, items: str) -> str:
        """A list of lists as one list."""
        return f"flatten({items})"

    def sorted(self, items: str) -> str:
        """The items in rising order, each once."""
        return f"list_sort(list_distinct({items}))"

    def joined(self, items: Sequence[str]) -> str:
        """Several lists one after another."""
        return f"list_concat({', '.join(items)})" if len(items) > 1 else items[0]

    def total(self, items: str) -> str:
        """The sum of the items; nothing for an empty list."""
        return f"list_sum({items})"

    def slice(self, items: str, first: str, last: str) -> str:
        """The items from one place to another, both included."""
        return f"list_slice({items}, {first}, {last})"

    def has(self, items: str, item: str) -> str:
        """Whether an item is in a list."""
        return f"list_contains({items}, {item})"

    def gathered_flat(self, items: str, where: str) -> str:
        """The aggregate that joins lists over the rows that pass a test."""
        return f"flatten(coalesce(list({items}) FILTER ({where}), []))"

    def findings(self) -> str:
        """The aggregate that lists the findings of a person, the latest first."""
        order = "r.decided_on DESC NULLS LAST, r.answer DESC"
        return f"list({{'question': r.question, 'about': r.about, 'answer': r.answer}} ORDER BY {order})"

    def least_by(self, value: str, key: Sequence[str], where: str) -> str:
        """The aggregate that takes a value from the row with the least key."""
        return f"arg_min({value}, ({', '.join(key)})) FILTER ({where})"

    def whole(self, number: str, divisor: int) -> str:
        """The whole part of a quotient."""
        return f"{number} // {divisor}"

    def lightest(self, items: Sequence[tuple[str, str, str]]) -> str:
        """Of several (test, declared, unconfirmed facts) the lightest whose test holds; null where none does."""
        structs = [
            f"CASE WHEN {test} THEN {{'declared': {declared}, 'n': {self.size(doubts)}, 'doubts': {doubts}}} END"
            for test, declared, doubts in items
        ]
        return f"list_sort(list_filter([{', '.join(structs)}], lambda one: one IS NOT NULL))[1]"

    def struct(self, parts: Mapping[str, str]) -> str:
        """Several values in one, by name."""
        return f"struct_pack({', '.join(f'{name} := {value}' for name, value in parts.items())})"

    def part(self, struct: str, name: str) -> str:
        """One part of what :meth:`lightest` gives."""
        return f"{struct}.{name}"

    # --- numbers and texts ------------------------------------------------------------------------

    string = "VARCHAR"

    def big(self, number: str) -> str:
        """A number with room for sixty bits."""
        return f"CAST({number} AS BIGINT)"

    def commas(self, parts: Sequence[str]) -> str:
        """Numbers and texts of numbers as one text, commas between those that are not null."""
        return f"concat_ws(',', {', '.join(parts)})"

    def gathered_text(self, item: str, where: str) -> str:
        """The aggregate that joins numbers or texts over the rows that pass a test, commas between them; null where none does."""
        return f"string_agg(CAST({item} AS VARCHAR), ',') FILTER ({where})"

    def numbers_in(self, text: str) -> str:
        """The numbers of such a text in rising order, each once."""
        parts = f"list_filter(string_split({text}, ','), lambda part: part <> '')"
        return f"list_sort(list_distinct(list_transform({parts}, lambda part: CAST(part AS INTEGER))))"

    def text_of_list(self, items: str) -> str:
        """The numbers of a list as one text, commas between them."""
        return f"array_to_string({items}, ',')"

    # --- rows -------------------------------------------------------------------------------------

    def numbered(self, order: str) -> str:
        """A number for every row, each different, in an order that keeps rows together that belong together."""
        return f"row_number() OVER (ORDER BY {order})"

    target_key: tuple[str, ...] = ("t",)
    """What tells one target from all others; an engine that spreads people over machines wants the person named as well."""

    def numbered_targets(self, order: str) -> str:
        """A number for every target of a person `p`, with which :attr:`target_key` is a key."""
        del order
        return "row_number() OVER (ORDER BY p)"

    # --- masks ------------------------------------------------------------------------------------

    def any_bit(self, mask: str, where: str = "") -> str:
        """The aggregate that joins masks."""
        return f"coalesce(bit_or({mask}){f' FILTER ({where})' if where else ''}, 0)"

    def left(self, mask: str, places: str | int) -> str:
        """A mask moved to higher places."""
        return f"({mask} << {places})"

    def right(self, mask: str, places: str | int) -> str:
        """A mask moved to lower places."""
        return f"({mask} >> {places})"

    # --- days -------------------------------------------------------------------------------------

    def date(self, day: str) -> str:
        """An ordinal as a date; sums and differences of days are wider than what may be added to one."""
        return f"(DATE '1970-01-01' + CAST({day} - {EPOCH} AS INTEGER))"

    def ordinal(self, date: str) -> str:
        """A date as an ordinal."""
        return f"(({date}) - DATE '1970-01-01' + {EPOCH})"

    def years_later(self, date: str, years: int) -> str:
        """The same day so many years later; 28 February for a missing 29th."""
        return f"CAST({date} + INTERVAL {years} YEAR AS DATE)"

    def anniversary(self, day: str, years: int, leap_day: str) -> str:
        """The ordinal of the day on which `years` are full, as :func:`..calendar.anniversary`."""
        date = self.date(day)
        later = self.years_later(date, years)
        ordinal = self.ordinal(later)
        if leap_day == "first_of_march":
            leapt = f"day({date}) = 29 AND month({date}) = 2 AND day({later}) = 28"
            ordinal = f"({ordinal} + CASE WHEN {leapt} THEN 1 ELSE 0 END)"
        return f"least({ordinal}, {END})"

    def new_year(self, day: str) -> str:
        """1 January of the year of a day."""
        return self.ordinal(
            f"make_date(CAST(year({self.date(f'least({day}, {END - 1})')}) AS INTEGER), 1, 1)"
        )

    # --- sets of days -----------------------------------------------------------------------------

    def meet(self, left: str, right: str) -> str:
        """The days in both of two sets, given by names."""
        d = self

        def start(i: str, j: str) -> str:
            return f"greatest({d.at(left, i)}, {d.at(right, j)})"

        def end(i: str, j: str) -> str:
            return f"least({d.at(left, f'{i} + 1')}, {d.at(right, f'{j} + 1')})"

        both = d.filter(d.places(right), "j", f"{start('i', 'j')} < {end('i', 'j')}")
        pairs = d.flat(d.map(both, "k", d.array([start("i", "k"), end("i", "k")])))
        general = d.flat(d.map(d.places(left), "i", pairs))
        one = f"CASE WHEN {start('1', '1')} < {end('1', '1')} THEN {d.array([start('1', '1'), end('1', '1')])} ELSE {d.array([])} END"
        return (
            f"CASE WHEN {d.size(left)} = 0 OR {d.size(right)} = 0 THEN {d.array([])} "
            f"WHEN {d.size(left)} = 2 AND {d.size(right)} = 2 THEN {one} ELSE {general} END"
        )

    def unite(self, pairs: str) -> str:
        """The days in any of several stretches, given by the name of a list of their borders in any order."""
        d = self

        def borders(first: int, test: str) -> str:
            own = d.map(d.places(pairs), "i", d.at(pairs, f"i + {first}" if first else "i"))
            hidden = d.size(d.filter(d.places(pairs), "j", test))
            return d.sorted(d.filter(own, "x", f"{hidden} = 0"))

        begin, after = d.at(pairs, "j"), d.at(pairs, "j + 1")
        starts = borders(0, f"{begin} < x AND x <= {after}")
        ends = borders(1, f"{begin} <= x AND x < {after}")
        zipped = d.flat(
            d.map(
                d.count_to(d.size(starts)), "k", d.array([d.at(f"({starts})", "k"), d.at(f"({ends})", "k")])
            )
        )
        return f"CASE WHEN {d.size(pairs)} <= 2 THEN {pairs} ELSE {zipped} END"

    def complement(self, days: str) -> str:
        """The days that are not in a set, given by name."""
        d = self
        head = (
            f"(CASE WHEN {d.at(days, '1')} = {FIRST} THEN {d.slice(days, '2', d.size(days))} "
            f"ELSE {d.joined([d.array([str(FIRST)]), days])} END)"
        )
        shorter = d.slice(head, "1", f"{d.size(head)} - 1")
        longer = d.joined([head, d.array([str(END)])])
        tail = f"CASE WHEN {d.at(days, d.size(days))} = {END} THEN {shorter} ELSE {longer} END"
        return f"CASE WHEN {d.size(days)} = 0 THEN {d.array([str(FIRST), str(END)])} ELSE {tail} END"

    def stretch(self, days: str, day: int) -> str:
        """The first day of the stretch that holds a day, else of the next one, else null."""
        place = self.at(self.filter(self.places(days), "i", f"{self.at(days, 'i + 1')} > {day}"), "1")
        return self.at(days, place)
