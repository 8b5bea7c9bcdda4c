"""Streets and junctions: joins roads by smooth connecting roads and puts signals and crosswalks at their ends."""

from dataclasses import dataclass
from math import degrees, pi

import opendrive
from geometry import Pose, connect, wrap
from opendrive import Junction, Lane, Link, Mark, Road

TURN_SPEED_MPS = 8.33
CROSSWALK_FROM_END_M = (1.5, 4.5)
STOP_LINE_BEFORE_CROSSWALK_M = 1.0
STOP_LINE_FROM_END_M = 0.8
NO_LANE_CHANGE_M = 25.0  # solid line before a junction


@dataclass(frozen=True)
class Profile:
    """Cross-section of a two-way street: (kind, width) from the middle outwards, the same on both sides."""

    lanes: tuple
    speed: float
    center: str = "broken"


STREET = Profile((("driving", 3.5), ("sidewalk", 2.0)), 13.89)
AVENUE = Profile((("driving", 3.5), ("driving", 3.5), ("sidewalk", 2.5)), 16.67, "solid solid")
RESIDENTIAL = Profile((("driving", 3.0), ("sidewalk", 1.8)), 8.33)
NARROW = Profile((("driving", 2.6), ("sidewalk", 1.2)), 8.33)
PARKED = Profile((("driving", 3.25), ("parking", 2.2), ("sidewalk", 2.0)), 8.33)


class Network:
    def __init__(self):
        self.roads: list[Road] = []
        self.junctions: list[Junction] = []
        self.controllers: list[tuple] = []
        self.groups: list[tuple] = []
        self.next_road, self.next_connecting = 1, 1000
        self.next_junction, self.next_object, self.next_signal = 100, 1, 1

    def object_id(self) -> int:
        self.next_object += 1
        return self.next_object - 1

    def street(self, name: str, start: Pose, curves: list, profile: Profile) -> Road:
        """A two-way road of one cross-section."""
        length = sum(curve.length for curve in curves)
        kinds = profile.lanes
        lanes = []
        for side in (1, -1):
            for number, (kind, width) in enumerate(kinds, start=1):
                widths = [(0.0, width, 0.0, 0.0, 0.0)]
                if kind == "parking":
                    widths = bay_widths(width, length)
                is_between_driving = number < len(kinds) and kinds[number][0] == "driving" and kind == "driving"
                marks = lane_marks(side, length) if is_between_driving else [Mark(0.0, "solid", "none")]
                lanes.append(Lane(side * number, kind, widths, marks))
        change = "none" if profile.center.startswith("solid") else "both"
        road = Road(
            self.next_road, name, start, curves, lanes, profile.speed, center_mark=Mark(0.0, profile.center, change)
        )
        self.next_road += 1
        self.roads.append(road)
        return road

    def ring(self, name: str, start: Pose, curves: list, width: float, speed: float) -> Road:
        """A one-way road whose reference line is the middle of its only driving lane; pavement outside."""
        solid = [Mark(0.0, "solid", "none")]
        lanes = [
            Lane(-1, "driving", [(0.0, width, 0, 0, 0)], solid),
            Lane(-2, "sidewalk", [(0.0, 2.0, 0, 0, 0)], solid),
        ]
        road = Road(self.next_road, name, start, curves, lanes, speed, lane_offset=(width / 2, 0, 0, 0))
        self.next_road += 1
        self.roads.append(road)
        return road

    def junction(self, name: str) -> Junction:
        junction = Junction(self.next_junction, name)
        self.next_junction += 1
        self.junctions.append(junction)
        return junction

    def join(self, name: str, arms: list) -> Junction:
        """A junction over arms (road, 'start' or 'end'): every way through but U-turns."""
        junction = self.junction(name)
        ends = [Arm(road, end) for road, end in arms]
        for a in ends:
            a.attach(junction)
            for b in ends:
                if a is not b:
                    self.connect_arms(junction, a, b, ends)
        return junction

    def connect_arms(self, junction: Junction, a: "Arm", b: "Arm", ends: list) -> None:
        angle = degrees(wrap(b.outward - a.inward))
        inbound, outbound = a.inbound(), b.outbound()
        if abs(angle) < 45:
            pairs = list(zip(inbound, outbound))
        elif angle > 0:
            pairs = [(inbound[0], outbound[0])]
        else:
            pairs = [(inbound[-1], outbound[-1])]
        is_right_open = not any(
            c not in (a, b) and -135 < degrees(wrap(c.outward - a.inward)) < -45 for c in ends
        )
        has_pavement = angle <= -45 or (abs(angle) < 45 and is_right_open)
        for lane_in, lane_out in pairs:
            outermost = lane_in == inbound[-1]
            speed = min(a.road.speed, b.road.speed, *([TURN_SPEED_MPS] if abs(angle) >= 45 else []))
            self.connecting_road(junction, a, lane_in, b, lane_out, speed, has_pavement and outermost)

    def connecting_road(self, junction, a, lane_in, b, lane_out, speed, has_pavement) -> Road:
        """One lane through a junction; its reference line is the lane's middle."""
        start, end = a.lane_pose(lane_in, inbound=True), b.lane_pose(lane_out, inbound=False)
        curves = connect(start, end)
        length = sum(curve.length for curve in curves)
        w0, w1 = a.width(lane_in), b.width(lane_out)
        solid = [Mark(0.0, "none", "none")]
        lanes = [Lane(-1, "driving", [taper(w0, w1, length)], solid, lane_in, lane_out)]
        links = [(lane_in, -1)]
        if has_pavement:
            walk_in, walk_out = a.pavement(inbound=True), b.pavement(inbound=False)
            lanes.append(
                Lane(-2, "sidewalk", [taper(a.width(walk_in), b.width(walk_out), length)], solid, walk_in, walk_out)
            )
            links.append((walk_in, -2))
        _, o0, _, c, d = taper(w0 / 2, w1 / 2, length)
        road = Road(
            self.next_connecting,
            f"{junction.name}: {a.road.name} to {b.road.name}",
            start,
            curves,
            lanes,
            speed,
            junction.id,
            lane_offset=(o0, 0.0, c, d),
            predecessor=Link("road", a.road.id, a.end),
            successor=Link("road", b.road.id, b.end),
        )
        self.next_connecting += 1
        self.roads.append(road)
        junction.connections.append((a.road.id, road.id, links))
        return road

    def cross(self, arm: tuple, from_end: tuple = CROSSWALK_FROM_END_M) -> None:
        """A crosswalk near a road's end."""
        road, end = arm
        near, far = from_end
        s = (near, far) if end == "start" else (road.length - far, road.length - near)
        self.crosswalk(road, *s)

    def crosswalk(self, road: Road, s_from: float, s_to: float) -> None:
        half = sum(lane.widths[0][1] for lane in road.lanes if lane.id < 0 and lane.kind == "driving")
        half += sum(2.2 for lane in road.lanes if lane.id < 0 and lane.kind == "parking" and 8 < s_from < road.length - 11)
        name = f"crosswalk on {road.name}"
        road.objects.append(opendrive.crosswalk(self.object_id(), name, s_from, s_to, half))

    def sign(self, arm: tuple, kind: str, from_end: float = STOP_LINE_FROM_END_M) -> int:
        """A light or sign for the traffic that comes in over an arm; its s is the stop line."""
        end = Arm(*arm)
        road = end.road
        s = from_end if end.end == "start" else road.length - from_end
        lanes = end.inbound()
        edge = sum(lane.widths[0][1] for lane in road.lanes if lane.id < 0 and lane.kind == "driving") + 0.6
        t, orientation = (-edge, "+") if end.end == "end" else (edge, "-")
        name = f"{kind} on {road.name}"
        road.signals.append(opendrive.signal(self.next_signal, name, kind, s, t, orientation, tuple(lanes)))
        self.next_signal += 1
        return self.next_signal - 1

    def lights(self, junction: Junction, phases: list) -> None:
        """Traffic lights and crosswalks on every arm; each phase (name, arms) is a controller of its own."""
        stop = CROSSWALK_FROM_END_M[1] + STOP_LINE_BEFORE_CROSSWALK_M
        for name, arms in phases:
            signals = []
            for arm in arms:
                self.cross(arm)
                signals.append(self.sign(arm, "light", stop))
            controller = len(self.controllers) + 1
            self.controllers.append((controller, f"{junction.name}: {name}", signals))
            junction.controllers.append(controller)


class Arm:
    """A road's end at a junction, seen from the traffic."""

    def __init__(self, road: Road, end: str):
        self.road, self.end = road, end
        pose = road.start if end == "start" else road.pose_at_end()
        self.pose = pose
        self.inward = pose.heading if end == "end" else wrap(pose.heading + pi)
        self.outward = wrap(self.inward + pi)

    def attach(self, junction: Junction) -> None:
        link = Link("junction", junction.id)
        if self.end == "start":
            self.road.predecessor = link
        else:
            self.road.successor = link

    def side(self, inbound: bool) -> int:
        """Sign of the lane ids whose traffic comes in (or goes out) here."""
        return -1 if (self.end == "end") == inbound else 1

    def driving(self, side: int) -> list:
        ids = [lane.id for lane in self.road.lanes if lane.kind == "driving" and lane.id * side > 0]
        return sorted(ids, key=abs)

    def inbound(self) -> list:
        return self.driving(self.side(True))

    def outbound(self) -> list:
        return self.driving(self.side(False))

    def pavement(self, inbound: bool) -> int:
        side = self.side(inbound)
        return next(lane.id for lane in self.road.lanes if lane.kind == "sidewalk" and lane.id * side > 0)

    def width(self, lane_id: int) -> float:
        return self.road.lane(lane_id).widths[0][1]

    def lane_pose(self, lane_id: int, inbound: bool) -> Pose:
        """Middle of a lane at this end, facing along its traffic."""
        side = 1 if lane_id > 0 else -1
        inner = sum(self.width(side * n) for n in range(1, abs(lane_id)))
        t = self.road.lane_offset[0] + side * (inner + self.width(lane_id) / 2)
        pose = self.pose.moved(0.0, t)
        return Pose(pose.x, pose.y, self.inward if inbound else self.outward)


def taper(a: float, b: float, length: float) -> tuple:
    """Width record from a to b, flat at both ends."""
    return (0.0, a, 0.0, 3 * (b - a) / length**2, -2 * (b - a) / length**3)


BAYS_FROM_END_M = 12.0
BAY_TAPER_M = 3.0


def bay_widths(width: float, length: float) -> list:
    """A parking lane that begins and ends away from the junctions."""
    begin, end = BAYS_FROM_END_M, length - BAYS_FROM_END_M
    c, d = 3 * width / BAY_TAPER_M**2, -2 * width / BAY_TAPER_M**3
    return [
        (0.0, 0.0, 0.0, 0.0, 0.0),
        (begin - BAY_TAPER_M, 0.0, 0.0, c, d),
        (begin, width, 0.0, 0.0, 0.0),
        (end, width, 0.0, -c, -d),
        (end + BAY_TAPER_M, 0.0, 0.0, 0.0, 0.0),
    ]


def lane_marks(side: int, length: float) -> list:
    """Broken, but solid where traffic nears the junction."""
    if side < 0:
        return [Mark(0.0, "broken", "both"), Mark(length - NO_LANE_CHANGE_M, "solid", "none")]
    return [Mark(0.0, "solid", "none"), Mark(NO_LANE_CHANGE_M, "broken", "both")]
