"""Plan-view curves: lines, arcs, clothoids, lane shifts; and smooth connections between two poses."""

from dataclasses import dataclass
from math import cos, hypot, pi, sin

SIMPSON_INTERVALS = 400  # on a turn of 20 m the error is far below a nanometre


@dataclass(frozen=True)
class Pose:
    x: float
    y: float
    heading: float

    def moved(self, forward: float, left: float = 0.0, turn: float = 0.0) -> "Pose":
        c, s = cos(self.heading), sin(self.heading)
        return Pose(
            self.x + c * forward - s * left,
            self.y + s * forward + c * left,
            wrap(self.heading + turn),
        )


def wrap(angle: float) -> float:
    """The same angle in (-pi, pi]."""
    while angle > pi:
        angle -= 2 * pi
    while angle <= -pi:
        angle += 2 * pi
    return angle


@dataclass(frozen=True)
class Curve:
    """Curvature that is linear in arc length: line, arc, clothoid."""

    length: float
    start_curvature: float = 0.0
    end_curvature: float = 0.0

    def end(self, pose: Pose) -> Pose:
        return self.at(pose, self.length)

    def at(self, pose: Pose, s: float) -> Pose:
        rate = (self.end_curvature - self.start_curvature) / self.length

        def heading(u: float) -> float:
            return pose.heading + self.start_curvature * u + 0.5 * rate * u * u

        n = SIMPSON_INTERVALS
        h = s / n
        weights = [1 if i in (0, n) else (4 if i % 2 else 2) for i in range(n + 1)]
        x = sum(w * cos(heading(i * h)) for i, w in enumerate(weights)) * h / 3
        y = sum(w * sin(heading(i * h)) for i, w in enumerate(weights)) * h / 3
        return Pose(pose.x + x, pose.y + y, wrap(heading(s)))

    def xml(self) -> str:
        if self.start_curvature == 0.0 and self.end_curvature == 0.0:
            return "<line/>"
        if self.start_curvature == self.end_curvature:
            return f'<arc curvature="{self.start_curvature:.12g}"/>'
        return f'<spiral curvStart="{self.start_curvature:.12g}" curvEnd="{self.end_curvature:.12g}"/>'


@dataclass(frozen=True)
class Shift:
    """Goes `along` ahead and `left` aside, parallel at both ends: v = left (3 p^2 - 2 p^3)."""

    along: float
    left: float

    @property
    def length(self) -> float:
        n = SIMPSON_INTERVALS
        speed = [hypot(self.along, self.left * 6 * p * (1 - p)) for p in (i / n for i in range(n + 1))]
        weights = [1 if i in (0, n) else (4 if i % 2 else 2) for i in range(n + 1)]
        return sum(w * v for w, v in zip(weights, speed)) / (3 * n)

    def end(self, pose: Pose) -> Pose:
        return pose.moved(self.along, self.left)

    def xml(self) -> str:
        return (
            f'<paramPoly3 aU="0" bU="{self.along:.12g}" cU="0" dU="0" aV="0" bV="0" '
            f'cV="{3 * self.left:.12g}" dV="{-2 * self.left:.12g}" pRange="normalized"/>'
        )


def bend(angle: float, tangent: float) -> list[Curve]:
    """Clothoid, arc, clothoid through `angle` (left positive) within the tangent length given.

    Each clothoid turns a quarter of the angle, the arc half of it, so the curvature has no step.
    """
    sign, theta = (1.0, angle) if angle > 0 else (-1.0, -angle)
    # The shape at radius 1; its tangent length then gives the scale.
    unit = [Curve(theta / 2, 0, 1), Curve(theta / 2, 1, 1), Curve(theta / 2, 1, 0)]
    pose = Pose(0, 0, 0)
    for piece in unit:
        pose = piece.end(pose)
    unit_tangent = pose.x - pose.y * cos(theta) / sin(theta)
    radius = tangent / unit_tangent
    k = sign / radius
    length = theta / 2 * radius
    return [Curve(length, 0, k), Curve(length, k, k), Curve(length, k, 0)]


def connect(a: Pose, b: Pose) -> list:
    """A smooth way from one pose to another: straight, a lane shift, or line-bend-line."""
    angle = wrap(b.heading - a.heading)
    dx, dy = b.x - a.x, b.y - a.y
    along = dx * cos(a.heading) + dy * sin(a.heading)
    left = -dx * sin(a.heading) + dy * cos(a.heading)
    if abs(angle) < 1e-9:
        return [Curve(along)] if abs(left) < 1e-9 else [Shift(along, left)]
    # Where the two tangents meet: `before` ahead of a, `after` behind b.
    after = left / sin(angle)
    before = along - after * cos(angle)
    if before <= 0 or after <= 0:
        raise ValueError(f"tangents of {a} and {b} do not meet between them")
    tangent = min(before, after)
    pieces = []
    if before - tangent > 1e-6:
        pieces.append(Curve(before - tangent))
    pieces += bend(angle, tangent)
    if after - tangent > 1e-6:
        pieces.append(Curve(after - tangent))
    return pieces
