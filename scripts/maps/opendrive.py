"""OpenDRIVE 1.5 elements as data, and how they are written. Only what our maps use."""

from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from geometry import Pose


@dataclass
class Mark:
    """A painted line from `offset` along the lane section."""

    offset: float
    kind: str
    change: str

    def xml(self) -> str:
        return (
            f'<roadMark sOffset="{self.offset:.3f}" type="{self.kind}" weight="standard" '
            f'color="standard" width="0.12" laneChange="{self.change}"/>'
        )


@dataclass
class Lane:
    """A lane; `widths` are records (offset, a, b, c, d) of the width cubic."""

    id: int
    kind: str
    widths: list
    marks: list = field(default_factory=list)
    predecessor: int | None = None
    successor: int | None = None

    def xml(self) -> str:
        link = "".join(
            f'<{name} id="{target}"/>'
            for name, target in (("predecessor", self.predecessor), ("successor", self.successor))
            if target is not None
        )
        widths = "".join(
            f'<width sOffset="{o:.6f}" a="{a:.9g}" b="{b:.9g}" c="{c:.9g}" d="{d:.9g}"/>'
            for o, a, b, c, d in self.widths
        )
        marks = "".join(mark.xml() for mark in self.marks)
        return f'<lane id="{self.id}" type="{self.kind}" level="false"><link>{link}</link>{widths}{marks}</lane>'


@dataclass
class Link:
    """What a road's end meets: ('road', id, 'start' or 'end') or ('junction', id, None)."""

    kind: str
    id: int
    contact: str | None = None

    def xml(self, name: str) -> str:
        contact = f' contactPoint="{self.contact}"' if self.contact else ""
        return f'<{name} elementType="{self.kind}" elementId="{self.id}"{contact}/>'


@dataclass
class Road:
    id: int
    name: str
    start: Pose
    curves: list
    lanes: list
    speed: float
    junction: int = -1
    center_mark: Mark | None = None
    lane_offset: tuple = (0.0, 0.0, 0.0, 0.0)
    predecessor: Link | None = None
    successor: Link | None = None
    objects: list = field(default_factory=list)
    signals: list = field(default_factory=list)

    @property
    def length(self) -> float:
        return sum(curve.length for curve in self.curves)

    def pose_at_end(self) -> Pose:
        pose = self.start
        for curve in self.curves:
            pose = curve.end(pose)
        return pose

    def lane(self, lane_id: int) -> Lane:
        return next(lane for lane in self.lanes if lane.id == lane_id)

    def xml(self) -> str:
        out = [
            f'<road name={quoteattr(self.name)} length="{self.length:.9f}" id="{self.id}" '
            f'junction="{self.junction}" rule="RHT">',
            "<link>"
            + (self.predecessor.xml("predecessor") if self.predecessor else "")
            + (self.successor.xml("successor") if self.successor else "")
            + "</link>",
            f'<type s="0" type="town"><speed max="{self.speed}" unit="m/s"/></type>',
            "<planView>",
        ]
        pose, s = self.start, 0.0
        for curve in self.curves:
            out.append(
                f'<geometry s="{s:.9f}" x="{pose.x:.9f}" y="{pose.y:.9f}" hdg="{pose.heading:.12f}" '
                f'length="{curve.length:.9f}">{curve.xml()}</geometry>'
            )
            pose, s = curve.end(pose), s + curve.length
        a, b, c, d = self.lane_offset
        out += [
            "</planView>",
            '<elevationProfile><elevation s="0" a="0" b="0" c="0" d="0"/></elevationProfile>',
            f'<lanes><laneOffset s="0" a="{a:.9g}" b="{b:.9g}" c="{c:.9g}" d="{d:.9g}"/><laneSection s="0">',
        ]
        left = sorted((lane for lane in self.lanes if lane.id > 0), key=lambda lane: -lane.id)
        right = sorted((lane for lane in self.lanes if lane.id < 0), key=lambda lane: -lane.id)
        if left:
            out += ["<left>", *(lane.xml() for lane in left), "</left>"]
        mark = self.center_mark.xml() if self.center_mark else ""
        out.append(f'<center><lane id="0" type="none" level="false">{mark}</lane></center>')
        if right:
            out += ["<right>", *(lane.xml() for lane in right), "</right>"]
        out.append("</laneSection></lanes>")
        if self.objects:
            out += ["<objects>", *self.objects, "</objects>"]
        if self.signals:
            out += ["<signals>", *self.signals, "</signals>"]
        out.append("</road>")
        return "\n".join(out)


@dataclass
class Junction:
    id: int
    name: str
    connections: list = field(default_factory=list)  # (incoming road, connecting road, [(from, to)])
    controllers: list = field(default_factory=list)

    def xml(self) -> str:
        out = [f'<junction id="{self.id}" name={quoteattr(self.name)}>']
        for number, (incoming, connecting, lanes) in enumerate(self.connections):
            links = "".join(f'<laneLink from="{a}" to="{b}"/>' for a, b in lanes)
            out.append(
                f'<connection id="{number}" incomingRoad="{incoming}" connectingRoad="{connecting}" '
                f'contactPoint="start">{links}</connection>'
            )
        out += [f'<controller id="{c}" type="0"/>' for c in self.controllers]
        out.append("</junction>")
        return "\n".join(out)


def crosswalk(object_id: int, name: str, s_from: float, s_to: float, half_width: float) -> str:
    corners = [(s_from, -half_width), (s_to, -half_width), (s_to, half_width), (s_from, half_width)]
    outline = "".join(
        f'<cornerRoad id="{i}" s="{s:.3f}" t="{t:.3f}" dz="0" height="0"/>' for i, (s, t) in enumerate(corners)
    )
    return (
        f'<object type="crosswalk" id="{object_id}" name={quoteattr(name)} s="{0.5 * (s_from + s_to):.3f}" t="0" '
        f'zOffset="0" orientation="none" length="{s_to - s_from:.3f}" width="{2 * half_width:.3f}" height="0" hdg="0">'
        f'<outlines><outline id="0" closed="true">{outline}</outline></outlines></object>'
    )


def box(object_id: int, kind: str, subtype: str, name: str, s: float, t: float, hdg: float, size: tuple) -> str:
    length, width, height = size
    return (
        f'<object type="{kind}" subtype="{subtype}" id="{object_id}" name={quoteattr(name)} s="{s:.3f}" t="{t:.3f}" '
        f'zOffset="0" orientation="none" length="{length:.2f}" width="{width:.2f}" height="{height:.2f}" hdg="{hdg:.6f}"/>'
    )


def signal(signal_id: int, name: str, kind: str, s: float, t: float, orientation: str, lanes: tuple) -> str:
    """`kind`: light, stop, yield (types of OpenDRIVE's catalogue, Germany's for the signs)."""
    dynamic, country, number = {
        "light": ("yes", "OpenDRIVE", "1000001"),
        "stop": ("no", "DE", "206"),
        "yield": ("no", "DE", "205"),
    }[kind]
    return (
        f'<signal id="{signal_id}" name={quoteattr(name)} s="{s:.3f}" t="{t:.3f}" dynamic="{dynamic}" '
        f'orientation="{orientation}" zOffset="2.5" country="{country}" type="{number}" subtype="-1" value="-1" '
        f'height="0.9" width="0.3"><validity fromLane="{min(lanes)}" toLane="{max(lanes)}"/></signal>'
    )


def document(name: str, bounds: tuple, roads: list, junctions: list, controllers: list, groups: list) -> str:
    """`controllers`: (id, name, [signal ids]); `groups`: (id, name, kind, [junction ids])."""
    west, south, east, north = bounds
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<OpenDRIVE>",
        f'<header revMajor="1" revMinor="5" name={quoteattr(name)} version="1" date="2026-11-23T00:00:00" '
        f'north="{north}" south="{south}" east="{east}" west="{west}" vendor="trunkline"/>',
        *(road.xml() for road in roads),
    ]
    for controller_id, controller_name, signals in controllers:
        controls = "".join(f'<control signalId="{s}" type="0"/>' for s in signals)
        out.append(f'<controller id="{controller_id}" name={quoteattr(controller_name)}>{controls}</controller>')
    out += [junction.xml() for junction in junctions]
    for group_id, group_name, kind, members in groups:
        references = "".join(f'<junctionReference junction="{j}"/>' for j in members)
        out.append(
            f'<junctionGroup id="{group_id}" name={quoteattr(group_name)} type="{kind}">{references}</junctionGroup>'
        )
    out.append("</OpenDRIVE>")
    return "\n".join(out) + "\n"
