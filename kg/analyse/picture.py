"""A network as a picture: SVG, the same for the same network."""

from __future__ import annotations

from html import escape
from math import ceil, sqrt
from typing import Final

import networkx as nx

from kg.analyse.result import Analysis

WIDTH: Final = 960
MAX_NODES: Final = 60
_MARGIN: Final = 70
_COLOURS: Final = ("#1f6fb2", "#c8641b", "#3c8d40", "#8a4fb0", "#a03a3a", "#6b7280")


def to_svg(analysis: Analysis) -> str:
    """The network of *analysis*: green for together, dashed red for against, thicker where more says so.

    Of more than ``MAX_NODES`` actors those with the most ties are drawn, and the picture says so.
    """
    graph = nx.Graph()
    for edge in analysis.edges:
        graph.add_edge(edge.one, edge.other)
    drawn = sorted(graph, key=lambda n: (-graph.degree(n), n))[:MAX_NODES]
    shown = set(drawn)
    at = _positions(graph.subgraph(drawn).copy()) if drawn else {}
    groups = dict(analysis.groups)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {WIDTH}" role="img" font-family="sans-serif">',
        f"<title>{escape(analysis.about)}</title>",
        f'<rect width="{WIDTH}" height="{WIDTH}" fill="#ffffff"/>',
    ]
    for edge in analysis.edges:
        if {edge.one, edge.other} <= shown:
            (x1, y1), (x2, y2) = at[edge.one], at[edge.other]
            bend = 0 if edge.together else 14
            stroke = 'stroke="#3c8d40"' if edge.together else 'stroke="#c0392b" stroke-dasharray="6 4"'
            middle = f"{(x1 + x2) / 2 + bend:.1f} {(y1 + y2) / 2 + bend:.1f}"
            lines.append(
                f'<path d="M{x1:.1f} {y1:.1f} Q{middle} {x2:.1f} {y2:.1f}" fill="none" {stroke} '
                f'stroke-width="{min(1 + sqrt(edge.weight), 6):.1f}" opacity="0.7"/>'
            )
    for name in sorted(shown):
        x, y = at[name]
        colour = _COLOURS[(groups.get(name, 1) - 1) % len(_COLOURS)]
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{colour}"/>')
        label = name if len(name) <= 34 else f"{name[:33]}…"
        lines.append(f'<text x="{x:.1f}" y="{y - 11:.1f}" font-size="13" text-anchor="middle">{escape(label)}</text>')
    key = "green: together; red, dashed: against"
    more = f"; {len(shown)} of {len(graph)} shown" if len(graph) > len(shown) else ""
    lines.append(f'<text x="12" y="{WIDTH - 12}" font-size="12" fill="#555555">{key}{more}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _positions(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Where each node stands, in pixels: each connected part in a cell of its own, the largest first."""
    several = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda p: (-len(p), p))
    across = ceil(sqrt(len(several)))
    down = ceil(len(several) / across)
    cell_x, cell_y = WIDTH / across, WIDTH / down
    found: dict[str, tuple[float, float]] = {}
    for n, part in enumerate(several):
        left, top = (n % across) * cell_x, (n // across) * cell_y
        for name, (x, y) in _unit_square(graph, part).items():
            found[name] = (left + _MARGIN + x * (cell_x - 2 * _MARGIN), top + _MARGIN + y * (cell_y - 2 * _MARGIN))
    return found


def _unit_square(graph: nx.Graph, part: list[str]) -> dict[str, tuple[float, float]]:
    """A connected part, from 0 to 1 both ways."""
    ordered = nx.Graph()
    ordered.add_nodes_from(part)
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.subgraph(part).edges))
    if len(part) == 1:
        return {part[0]: (0.5, 0.5)}
    drawn = nx.spring_layout(ordered, seed=1, k=2.2 / sqrt(len(part)), iterations=120)
    xs, ys = [p[0] for p in drawn.values()], [p[1] for p in drawn.values()]

    def scaled(value: float, values: list[float]) -> float:
        span = max(values) - min(values)
        return float((value - min(values)) / span) if span else 0.5

    return {name: (scaled(x, xs), scaled(y, ys)) for name, (x, y) in drawn.items()}
