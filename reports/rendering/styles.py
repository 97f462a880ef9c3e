"""Styles of a page: elements that no rule of ours tells apart share one. Installed by `typeset`."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

import tinycss2  # type: ignore[import-untyped]
from weasyprint import css
from weasyprint.css import declaration_precedence, preprocess_declarations

SVG = "{http://www.w3.org/2000/svg}svg"
ATTRIBUTES = (("lang", '-weasy-lang:"{}"'), ("id", '-weasy-anchor:"{}"'))  # what WeasyPrint makes of them
SVG_ATTRIBUTES = (("width", "width:{}"), ("height", "height:{}"))

Pair = tuple[Any, Any]
Rule = tuple[str, float, Any, str | None, Any]  # origin, layer, specificity, pseudo-element, declarations


class Styles(css.StyleFor):
    """`StyleFor` that asks which rules apply once for all elements that look alike, and shares the styles of
    elements and pseudo-elements under the same rules, `style` attribute and hints.

    Alike are elements of one name and class that follow a sibling of one name and class under parents that
    are alike. The selectors of our sheets ask for nothing else; the tests compare with the original.
    """

    def __init__(self, html: Any, sheets: Any, hints: bool, font_config: Any, target_collector: Any) -> None:
        self._cascaded_styles: dict[Pair, Any] = {}
        self._computed_styles: dict[Pair, Any] = {}
        self.initial_page_sizes = {"box": None, "area": None}
        self._sheets, self.font_config = sheets, font_config
        common = {"root": html.etree_element, "base_url": html.base_url, "target_collector": target_collector}
        looks: dict[Any, Any] = {}
        shared: dict[Any, list[Pair]] = {}
        for wrapper in html.wrapper_element.iter_subtree():
            element, parent = wrapper.etree_element, wrapper.parent and wrapper.parent.etree_element
            look = _look(wrapper), wrapper.previous and _look(wrapper.previous), id(looks.get(parent))
            if look not in looks:
                looks[look] = list(self._rules(wrapper))
            rules = looks[element] = looks[look]
            written = (_hints(element), (0, 0, 0)), (element.get("style", ""), (1, 0, 0))
            above = id(self._computed_styles.get((parent, None)))
            key = above, written, tuple((pseudo_type, id(declared)) for *_, pseudo_type, declared in rules)
            if key not in shared:
                own = (_declared(one, level, html.base_url) for one, level in written if one)
                shared[key] = self._styled(element, parent, (*own, *rules), common)
            for pseudo_type, style in shared[key]:
                self._computed_styles[element, pseudo_type] = style
        self._cascaded_styles.clear()  # used again for pages

    def _rules(self, wrapper: Any) -> Iterator[Rule]:
        """The rules of the sheets that apply to an element and its pseudo-elements."""
        for sheet, origin, given in self._sheets:
            for specificity, _, pseudo_type, (declarations, layer) in sheet.matcher.match(wrapper):
                order = inf if layer is None else sheet.layers.index(layer)
                yield origin, order, given or specificity, pseudo_type, declarations

    def _styled(self, element: Any, parent: Any, rules: tuple[Rule, ...], common: Any) -> list[Pair]:
        """The styles of an element and of its pseudo-elements, by name."""
        self._cascaded_styles.clear()
        for origin, order, specificity, pseudo_type, declarations in rules:
            style = self._cascaded_styles.setdefault((element, pseudo_type), {})
            for name, values, importance in declarations:
                weight = (declaration_precedence(origin, importance), order, specificity)
                before = style.get(name)
                if before is None or before[1] <= weight:
                    style[name] = values, weight
        self.set_computed_styles(element, parent=parent, **common)
        pseudo_types = [pseudo_type for _, pseudo_type in self._cascaded_styles if pseudo_type]
        for pseudo_type in pseudo_types:
            self.set_computed_styles(element, parent=element, pseudo_type=pseudo_type, **common)
        return [(one, self._computed_styles[element, one]) for one in (None, *pseudo_types)]


def _declared(written: str, specificity: tuple[int, int, int], address: str) -> Rule:
    """What an element says itself, as a rule."""
    declarations = preprocess_declarations(address, tinycss2.parse_blocks_contents(written))
    return "author", inf, specificity, None, list(declarations)


def _hints(element: Any) -> str:
    """What an element's attributes say of its style."""
    names = SVG_ATTRIBUTES if element.tag == SVG else ATTRIBUTES
    return ";".join(template.format(element.get(name)) for name, template in names if element.get(name))


def _look(wrapper: Any) -> tuple[str, str]:
    return wrapper.etree_element.tag, wrapper.etree_element.get("class", "")


def no_stylesheets(*_: Any) -> Iterator[Any]:
    """`find_stylesheets` for our pages, which bring none: theirs are handed over."""
    return iter(())
