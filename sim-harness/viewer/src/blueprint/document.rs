//! How a layout is written for the viewer.
//!
//! Rerun's own layout builder sets neither the eye of a 3D view nor the range of a plot's axis,
//! and draws a random identity for every part. So the same archetypes are written here directly:
//! one entity per container and view, their identities counted.

use rerun::external::re_log_types::{BlueprintActivationCommand, LogMsg};
use rerun::external::re_sdk_types::blueprint::{archetypes, components};
use rerun::{AsComponents, RecordingStream, RecordingStreamBuilder, RecordingStreamResult};
use rerun::{components as basics, datatypes};

pub(super) use components::{ContainerKind, PanelState};

/// A view or a container of views.
pub(super) enum Part {
    View(View),
    Container {
        kind: ContainerKind,
        /// Widths (of columns) or heights (of rows), relative.
        shares: Vec<f32>,
        parts: Vec<Part>,
    },
}

/// One view: its class, what it shows, from where, and its settings.
pub(super) struct View {
    pub(super) class: &'static str,
    pub(super) name: String,
    pub(super) origin: String,
    pub(super) contents: Vec<String>,
    /// Settings, each under its name.
    pub(super) settings: Vec<(&'static str, Box<dyn AsComponents>)>,
}

/// A whole layout.
pub(super) struct Document {
    pub(super) root: Part,
    pub(super) timeline: &'static str,
}

impl Document {
    /// Sends the layout with a recording and makes it the one that is shown.
    pub(super) fn send(
        &self,
        stream: &RecordingStream,
        application: &'static str,
        revision: usize,
    ) -> RecordingStreamResult<()> {
        let (blueprint, storage) = RecordingStreamBuilder::new(application)
            .recording_id(format!("layout-{revision}"))
            .enabled(true)
            .send_properties(false)
            .blueprint()
            .memory()?;
        blueprint.set_log_time_enabled(false);
        blueprint.set_log_tick_enabled(false);
        blueprint.set_time_sequence("blueprint", 0);
        let mut writer = Writer {
            stream: &blueprint,
            count: (revision as u128) << 32,
        };
        let root = writer.part(&self.root)?;
        let viewport = archetypes::ViewportBlueprint::new()
            .with_root_container(components::RootContainer(root.uuid()))
            .with_auto_layout(components::AutoLayout(false.into()))
            .with_auto_views(components::AutoViews(false.into()));
        blueprint.log("viewport", &viewport)?;
        for (panel, state) in [
            ("blueprint_panel", PanelState::Collapsed),
            ("selection_panel", PanelState::Collapsed),
        ] {
            blueprint.log(panel, &archetypes::PanelBlueprint::new().with_state(state))?;
        }
        let time = archetypes::TimePanelBlueprint::new()
            .with_state(PanelState::Collapsed)
            .with_timeline(components::TimelineName(self.timeline.into()));
        blueprint.log("time_panel", &time)?;

        let messages = storage.take();
        if let Some(blueprint_id) = messages.iter().map(LogMsg::store_id).next().cloned() {
            let activation = BlueprintActivationCommand {
                blueprint_id,
                make_active: true,
                make_default: true,
            };
            stream.send_blueprint(messages, activation);
        }
        Ok(())
    }
}

/// Identity of a container or view.
#[derive(Clone, Copy)]
struct PartId {
    kind: &'static str,
    number: u128,
}

impl PartId {
    fn uuid(self) -> datatypes::Uuid {
        datatypes::Uuid {
            bytes: self.number.to_be_bytes(),
        }
    }

    fn path(self) -> String {
        format!("{}/{}", self.kind, self.uuid())
    }
}

struct Writer<'a> {
    stream: &'a RecordingStream,
    /// Identities are those of one layout alone: the viewer keeps what it knows of a view across
    /// layouts, and a view of another class under its identity shows nothing.
    count: u128,
}

impl Writer<'_> {
    fn next_id(&mut self, kind: &'static str) -> PartId {
        self.count += 1;
        PartId {
            kind,
            number: self.count,
        }
    }

    fn part(&mut self, part: &Part) -> RecordingStreamResult<PartId> {
        match part {
            Part::View(view) => self.view(view),
            Part::Container {
                kind,
                shares,
                parts,
            } => self.container(*kind, shares, parts),
        }
    }

    fn container(
        &mut self,
        kind: ContainerKind,
        shares: &[f32],
        parts: &[Part],
    ) -> RecordingStreamResult<PartId> {
        let id = self.next_id("container");
        let mut contents = Vec::with_capacity(parts.len());
        for part in parts {
            contents.push(components::IncludedContent(self.part(part)?.path().into()));
        }
        let shares = shares.iter().map(|s| datatypes::Float32(*s));
        let container = archetypes::ContainerBlueprint::new(kind).with_contents(contents);
        let container = match kind {
            ContainerKind::Horizontal => {
                container.with_col_shares(shares.map(components::ColumnShare))
            }
            ContainerKind::Vertical => container.with_row_shares(shares.map(components::RowShare)),
            ContainerKind::Tabs | ContainerKind::Grid => container,
        };
        self.stream.log(id.path(), &container)?;
        Ok(id)
    }

    fn view(&mut self, view: &View) -> RecordingStreamResult<PartId> {
        let id = self.next_id("view");
        let path = id.path();
        let contents = view
            .contents
            .iter()
            .map(|query| components::QueryExpression(query.as_str().into()));
        self.stream.log(
            format!("{path}/ViewContents"),
            &archetypes::ViewContents::new(contents),
        )?;
        let blueprint = archetypes::ViewBlueprint::new(components::ViewClass(view.class.into()))
            .with_display_name(basics::Name(view.name.as_str().into()))
            .with_space_origin(components::ViewOrigin(view.origin.as_str().into()));
        self.stream.log(path.as_str(), &blueprint)?;
        for (name, setting) in &view.settings {
            self.stream
                .log(format!("{path}/{name}"), setting.as_ref())?;
        }
        Ok(id)
    }
}
