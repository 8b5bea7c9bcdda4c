//! The cab of a lorry: its shell, lamps, grille, mirrors.

use super::super::paint::{DARK, GLASS, HEADLIGHT, PLASTIC, PLATE, indicator};
use super::super::panels::{cuboid_on_side, on_end, on_flank};
use super::measures::{CAB_M, Lorry};
use crate::models::MeshBuilder;

impl Lorry {
    pub(super) fn cab(&self, b: &mut MeshBuilder) {
        let (front, half, top) = (self.front(), self.half() - 0.1, self.cab_top());
        let rear = front - CAB_M;
        // From bumper to roof: distance behind the front, height, half width, bow.
        let rows = [
            (0.06, 0.34, half, 0.16),
            (0.012, 0.5, half, 0.16),
            (0.012, 0.95, half, 0.16),
            (0.04, 1.5, half, 0.16),
            (0.1, 1.62, half, 0.15),
            (0.3, top - 0.42, 0.97 * half, 0.12),
            (0.55, top - 0.08, 0.92 * half, 0.1),
            (0.9, top, 0.9 * half, 0.05),
            (CAB_M, top - 0.04, 0.9 * half, 0.0),
        ];
        let point = |k: usize, share: f32| {
            let (back, z, half, bow) = rows[k];
            [front - back - bow * share * share, half * share, z]
        };
        let covers = [
            PLASTIC, self.cab, self.cab, self.cab, GLASS, self.cab, self.cab, self.cab,
        ];
        let columns: &[f32] = if self.is_far {
            &[-1.0, 0.0, 1.0]
        } else {
            &[-1.0, -0.5, 0.0, 0.5, 1.0]
        };
        for (k, cover) in covers.into_iter().enumerate() {
            let rows: Vec<Vec<[f32; 3]>> = [k, k + 1]
                .iter()
                .map(|k| columns.iter().map(|s| point(*k, *s)).collect())
                .collect();
            b.surface(cover).sheet(&rows, false);
        }
        for side in [1.0_f32, -1.0] {
            let mut outline: Vec<[f32; 3]> = (3..rows.len()).map(|k| point(k, side)).collect();
            let belt_z = 1.05;
            let [edge_x, edge_y, _] = point(3, side);
            outline.push([rear, edge_y, belt_z]);
            outline.push([edge_x, edge_y, belt_z]);
            // Seen from the left the front is to the left: the outline runs clockwise there.
            if side > 0.0 {
                outline.reverse();
            }
            b.surface(self.cab).polygon(&outline);
            on_flank(b, edge_y, [edge_x, edge_x - 0.5], [0.34, belt_z]);
            on_flank(b, edge_y, [rear + 0.3, rear], [0.6, belt_z]);
            b.surface(GLASS);
            let y = edge_y - side * 0.006;
            let (low, high) = (1.58, top - 0.5);
            let pane = [
                [edge_x - 0.12, low],
                [edge_x - 1.05, low],
                [edge_x - 1.05, high],
                [edge_x - 0.38, high],
            ];
            // The side leans in towards the roof.
            let lean = |z: f32| 0.05 * half * (z - 1.5) / (top - 1.5).max(0.1);
            let mut corners = pane.map(|[x, z]| [x, y + side * (0.014 - lean(z)), z]);
            if side < 0.0 {
                corners.reverse();
            }
            b.polygon(&corners);
            if !self.is_far {
                self.mirror(b, side, edge_x);
                b.surface(DARK);
                let y = edge_y + side * 0.004;
                for x in [edge_x - 0.1, edge_x - 1.15] {
                    on_flank(b, y, [x, x - 0.014], [belt_z + 0.02, 1.52]);
                }
            }
        }
        let back: Vec<[f32; 3]> = vec![
            [rear, half, 0.6],
            [rear, -half, 0.6],
            [rear, -0.9 * half, top - 0.04],
            [rear, 0.9 * half, top - 0.04],
        ];
        b.surface(self.cab).polygon(&back);
        b.surface(DARK).cuboid(
            [rear + 0.05, -half + 0.3, 0.4],
            [front - 0.3, half - 0.3, 1.3],
        );
        self.face(b, half);
    }

    fn face(&self, b: &mut MeshBuilder, half: f32) {
        let front = self.front();
        let pane = |b: &mut MeshBuilder, x: f32, ys: [f32; 2], zs: [f32; 2]| {
            let (right, left) = (ys[0].min(ys[1]), ys[0].max(ys[1]));
            let at = |y: f32| x - 0.16 * (y / half) * (y / half);
            b.quad(
                [at(right), right, zs[0]],
                [at(left), left, zs[0]],
                [at(left), left, zs[1]],
                [at(right), right, zs[1]],
            );
        };
        for side in [1.0, -1.0] {
            b.surface(HEADLIGHT);
            pane(
                b,
                front - 0.002,
                [side * 0.62 * half, side * 0.9 * half],
                [0.55, 0.75],
            );
            b.surface(indicator(side));
            pane(
                b,
                front - 0.002,
                [side * 0.91 * half, side * 0.98 * half],
                [0.55, 0.75],
            );
        }
        let grille = if self.is_far { 0 } else { 3 };
        b.surface(DARK);
        for (low, high) in [(0.86, 0.93), (1.0, 1.12), (1.18, 1.3)]
            .into_iter()
            .take(grille)
        {
            pane(b, front - 0.006, [0.0, 0.6 * half], [low, high]);
            pane(b, front - 0.006, [-0.6 * half, 0.0], [low, high]);
        }
        b.surface(PLATE);
        on_end(b, front, [-0.26, 0.26], [0.5, 0.61]);
    }

    fn mirror(&self, b: &mut MeshBuilder, side: f32, edge_x: f32) {
        let (half, top) = (self.half(), self.cab_top());
        b.surface(PLASTIC);
        cuboid_on_side(
            b,
            side,
            [edge_x - 0.04, half, top - 1.2],
            [edge_x + 0.06, half - 0.16, top - 0.6],
        );
    }
}
