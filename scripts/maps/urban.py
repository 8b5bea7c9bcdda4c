#!/usr/bin/env python3
"""Writes our urban district. Usage: python3 scripts/maps/urban.py > sim-harness/world/maps/urban.xodr"""

import sys
from math import cos, pi, radians, sin

sys.dont_write_bytecode = True  # before our own modules: the folder stays as it is committed

import opendrive
from geometry import Curve, Pose, bend
from network import AVENUE, NARROW, PARKED, RESIDENTIAL, STREET, Arm, Network

EAST, NORTH, WEST, SOUTH = 0.0, pi / 2, pi, -pi / 2
WEST_X, MID_X, EAST_X = 100.0, 300.0, 500.0
SOUTH_Y, LOW_Y, AVENUE_Y, UPPER_Y, NORTH_Y = 30.0, 140.0, 260.0, 370.0, 480.0
HALF = 12.0  # centre of a two-lane junction to the roads' ends
HALF_ON_AVENUE, HALF_ACROSS_AVENUE = 14.0, 17.0
RING_RADIUS, RING_WIDTH, RING_HALF_ANGLE = 16.0, 4.5, radians(30)


def straight(net, name, a, b, profile):
    """A straight street between two points on an axis."""
    (x0, y0), (x1, y1) = a, b
    heading = EAST if x1 > x0 else NORTH
    return net.street(name, Pose(x0, y0, heading), [Curve(abs(x1 - x0) + abs(y1 - y0))], profile)


def corner(net, name, start, first, angle, tangent, last):
    """A street round a corner: straight, bend, straight; `first` and `last` reach the corner point."""
    curves = [Curve(first - tangent), *bend(angle, tangent), Curve(last - tangent)]
    return net.street(name, start, curves, STREET)


def district() -> Network:
    net = Network()
    # The avenue from border to border, four lanes.
    a = HALF_ON_AVENUE
    avenue = [
        straight(net, f"avenue {part}", (x0, AVENUE_Y), (x1, AVENUE_Y), AVENUE)
        for part, x0, x1 in (
            ("west end", 0.0, WEST_X - a),
            ("west", WEST_X + a, MID_X - a),
            ("east", MID_X + a, EAST_X - a),
            ("east end", EAST_X + a, 600.0),
        )
    ]
    # North-south streets, each from south to north.
    b = HALF_ACROSS_AVENUE
    roundabout_arm = roundabout_reach()
    south_west = corner(
        net, "south corner west", Pose(MID_X - HALF, SOUTH_Y, WEST), MID_X - HALF - WEST_X, -pi / 2, 30.0, LOW_Y - HALF - SOUTH_Y
    )
    south_east = corner(
        net, "south corner east", Pose(MID_X + HALF, SOUTH_Y, EAST), EAST_X - MID_X - HALF, pi / 2, 30.0, LOW_Y - HALF - SOUTH_Y
    )
    west_low = straight(net, "west street low", (WEST_X, LOW_Y + HALF), (WEST_X, AVENUE_Y - b), STREET)
    west_high = straight(net, "west street high", (WEST_X, AVENUE_Y + b), (WEST_X, UPPER_Y - HALF), STREET)
    east_low = straight(net, "east street", (EAST_X, LOW_Y + HALF), (EAST_X, AVENUE_Y - b), STREET)
    market = [
        straight(net, f"market street {part}", (MID_X, y0), (MID_X, y1), STREET)
        for part, y0, y1 in (
            ("south", SOUTH_Y + HALF, LOW_Y - HALF),
            ("low", LOW_Y + HALF, AVENUE_Y - b),
            ("high", AVENUE_Y + b, UPPER_Y - HALF),
            ("north", UPPER_Y + HALF, NORTH_Y - roundabout_arm),
        )
    ]
    north_end = straight(net, "market street north end", (MID_X, NORTH_Y + roundabout_arm), (MID_X, 590.0), STREET)
    # East-west streets, and the corners in the north.
    narrow = straight(net, "narrow lane", (WEST_X + HALF, LOW_Y), (MID_X - HALF, LOW_Y), NARROW)
    parked = straight(net, "parked street", (MID_X + HALF, LOW_Y), (EAST_X - HALF, LOW_Y), PARKED)
    garden_west = straight(net, "garden street west", (WEST_X + HALF, UPPER_Y), (200.0 - HALF, UPPER_Y), RESIDENTIAL)
    garden_east = straight(net, "garden street east", (200.0 + HALF, UPPER_Y), (MID_X - HALF, UPPER_Y), RESIDENTIAL)
    school = straight(net, "school lane", (200.0, UPPER_Y + HALF), (200.0, NORTH_Y - HALF), RESIDENTIAL)
    north_west = corner(
        net, "north corner west", Pose(WEST_X, UPPER_Y + HALF, NORTH), NORTH_Y - UPPER_Y - HALF, -pi / 2, 40.0, 200.0 - HALF - WEST_X
    )
    north_mid = straight(net, "north street", (200.0 + HALF, NORTH_Y), (MID_X - roundabout_arm, NORTH_Y), STREET)
    north_east = corner(
        net, "north corner east", Pose(EAST_X, AVENUE_Y + b, NORTH), NORTH_Y - AVENUE_Y - b, pi / 2, 110.0, EAST_X - MID_X - roundabout_arm
    )
    # Signalled: the avenue's three crossings.
    for name, west, east, south, north in (
        ("avenue and west street", avenue[0], avenue[1], west_low, (west_high, "start")),
        ("avenue and market street", avenue[1], avenue[2], market[1], (market[2], "start")),
        ("avenue and east street", avenue[2], avenue[3], east_low, (north_east, "start")),
    ):
        along, across = [(west, "end"), (east, "start")], [(south, "end"), north]
        junction = net.join(name, along + across)
        net.lights(junction, [("avenue", along), ("across", across)])
    # By signs.
    net.join("south street and market street", [(south_west, "start"), (south_east, "start"), (market[0], "start")])
    net.sign((market[0], "start"), "yield")
    net.join("west street and narrow lane", [(south_west, "end"), (west_low, "start"), (narrow, "start")])
    net.sign((narrow, "start"), "yield")
    net.join(
        "market street and parked street",
        [(market[0], "end"), (market[1], "start"), (narrow, "end"), (parked, "start")],
    )
    net.sign((narrow, "end"), "stop")
    net.sign((parked, "start"), "stop")
    net.join("east street and parked street", [(south_east, "end"), (east_low, "start"), (parked, "end")])
    net.sign((parked, "end"), "stop")
    net.join("west street and garden street", [(west_high, "end"), (north_west, "start"), (garden_west, "start")])
    net.sign((garden_west, "start"), "yield")
    net.join("market street and garden street", [(market[2], "end"), (market[3], "start"), (garden_east, "end")])
    net.sign((garden_east, "end"), "stop")
    net.join("north street and school lane", [(north_west, "end"), (north_mid, "start"), (school, "end")])
    net.sign((school, "end"), "yield")
    # Without any sign: right before left.
    net.join("garden street and school lane", [(garden_west, "end"), (garden_east, "start"), (school, "start")])
    roundabout(net, [(north_east, "end"), (north_end, "start"), (north_mid, "end"), (market[3], "end")])
    # Crosswalks in mid-block.
    net.crosswalk(parked, 87.4, 90.9)
    net.crosswalk(market[3], 30.0, 33.5)
    net.crosswalk(south_west, 80.0, 83.5)
    net.crosswalk(school, 40.0, 43.0)
    park_cars(net, parked)
    return net


def roundabout_reach() -> float:
    """Centre of the roundabout to the arms' ends: an entry's tangents are as long before their crossing as after."""
    phi, lane = RING_HALF_ANGLE, STREET.lanes[0][1] / 2
    after = (RING_RADIUS * sin(phi) - lane) / cos(phi)
    return RING_RADIUS * cos(phi) + after * sin(phi) + after


def roundabout(net, arms):
    """Arms counter-clockwise from the east; a junction at each, ring roads between them."""
    center, phi = (MID_X, NORTH_Y), RING_HALF_ANGLE

    def on_ring(angle):
        return Pose(center[0] + RING_RADIUS * cos(angle), center[1] + RING_RADIUS * sin(angle), angle + pi / 2)

    k = 1 / RING_RADIUS
    quarter = [Curve(RING_RADIUS * (pi / 2 - 2 * phi), k, k)]
    names = ("north-east", "north-west", "south-west", "south-east")
    rings = [
        net.ring(f"ring {name}", on_ring(i * pi / 2 + phi), quarter, RING_WIDTH, 8.33) for i, name in enumerate(names)
    ]
    members = []
    for i, (arm, name) in enumerate(zip(arms, ("east", "north", "west", "south"))):
        junction = net.junction(f"roundabout {name}")
        members.append(junction.id)
        end, before, after = Arm(*arm), Arm(rings[i - 1], "end"), Arm(rings[i], "start")
        for part in (end, before, after):
            part.attach(junction)
        net.connecting_road(junction, end, end.inbound()[0], after, -1, 8.33, True)
        net.connecting_road(junction, before, -1, end, end.outbound()[0], 8.33, True)
        through = net.connecting_road(junction, before, -1, after, -1, 8.33, False)
        through.curves = [Curve(RING_RADIUS * 2 * phi, k, k)]
        net.sign(arm, "yield")
        net.cross(arm, (6.0, 9.0))
    net.groups.append((1, "roundabout", "roundabout", members))


# Which bays of the parked street are taken (6 m each), and by what: (length, width, height).
CAR, VAN, SMALL = (4.4, 1.8, 1.5), (5.2, 2.0, 2.3), (3.7, 1.7, 1.5)
SOUTH_SIDE = "CCV.CSCC.CV" + "  " + "CCS.CVCCS"
NORTH_SIDE = "SC.CCCV.CCC" + "  " + "VCC.SCC.C"


def park_cars(net, road):
    """Parked cars in the bays on both sides; `.` is a free bay, blanks are kept clear for the crosswalk."""
    kinds = {"C": CAR, "V": VAN, "S": SMALL}
    for side, taken in ((-1, SOUTH_SIDE), (1, NORTH_SIDE)):
        for bay, letter in enumerate(taken):
            s = 15.5 + 6.4 * bay
            if letter == " ":
                continue
            t = side * (PARKED.lanes[0][1] + 1.1)
            road.objects.append(
                opendrive.box(net.object_id(), "parkingSpace", "openSpace", "bay", s, t, 0.0, (6.0, 2.2, 0.0))
            )
            if letter in kinds:
                heading = 0.0 if side < 0 else pi
                size = kinds[letter]
                road.objects.append(
                    opendrive.box(net.object_id(), "obstacle", "car", "parked car", s, t, heading, size)
                )


if __name__ == "__main__":
    net = district()
    sys.stdout.write(
        opendrive.document("urban", (0.0, 0.0, 600.0, 600.0), net.roads, net.junctions, net.controllers, net.groups)
    )
