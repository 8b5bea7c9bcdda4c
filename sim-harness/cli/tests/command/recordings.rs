//! The messages of a recording, and a recording with one number of one message changed.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufWriter;
use std::path::Path;

/// Topic, number and bytes of a message.
type Message = (String, u32, Vec<u8>);

/// Every message of a recording, in its order. (The file's own index has no fixed order.)
pub(crate) fn messages(file: &Path) -> Result<Vec<Message>, String> {
    let bytes = fs::read(file).map_err(|e| e.to_string())?;
    let stream = mcap::MessageStream::new(&bytes).map_err(|e| e.to_string())?;
    let messages = stream.map(|message| {
        let message = message.map_err(|e| e.to_string())?;
        let topic = message.channel.topic.clone();
        Ok((topic, message.sequence, message.data.into_owned()))
    });
    messages.collect()
}

/// Changes the first number that follows `field` in message `seq` of `topic`; all else stays.
pub(crate) fn perturb(file: &Path, topic: &str, seq: u32, field: &str) -> Result<(), String> {
    let words = |e: &dyn std::fmt::Display| e.to_string();
    let bytes = fs::read(file).map_err(|e| words(&e))?;
    let out = BufWriter::new(fs::File::create(file).map_err(|e| words(&e))?);
    let mut writer = mcap::Writer::new(out).map_err(|e| words(&e))?;
    let summary = mcap::Summary::read(&bytes)
        .map_err(|e| words(&e))?
        .ok_or("no summary")?;
    for index in &summary.metadata_indexes {
        let metadata = mcap::read::metadata(&bytes, index).map_err(|e| words(&e))?;
        writer.write_metadata(&metadata).map_err(|e| words(&e))?;
    }
    let mut channels = BTreeMap::new();
    let mut found = false;
    for message in mcap::MessageStream::new(&bytes).map_err(|e| words(&e))? {
        let message = message.map_err(|e| words(&e))?;
        let channel = &message.channel;
        let id = match channels.get(&channel.id) {
            Some(id) => *id,
            None => {
                let schema = channel.schema.as_ref().ok_or("no schema")?;
                let schema = writer.add_schema(&schema.name, &schema.encoding, &schema.data);
                let schema = schema.map_err(|e| words(&e))?;
                let encoding = &channel.message_encoding;
                let id = writer.add_channel(schema, &channel.topic, encoding, &channel.metadata);
                let id = id.map_err(|e| words(&e))?;
                channels.insert(channel.id, id);
                id
            }
        };
        let mut data = message.data.to_vec();
        if channel.topic == topic && message.sequence == seq {
            data = changed(&data, field).ok_or("the field is not in the message")?;
            found = true;
        }
        let header = mcap::records::MessageHeader {
            channel_id: id,
            sequence: message.sequence,
            log_time: message.log_time,
            publish_time: message.publish_time,
        };
        writer
            .write_to_known_channel(&header, &data)
            .map_err(|e| words(&e))?;
    }
    writer.finish().map_err(|e| words(&e))?;
    if found {
        Ok(())
    } else {
        Err("the message is not in the recording".to_owned())
    }
}

fn changed(json: &[u8], field: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(json).ok()?;
    let key = format!("\"{field}\":");
    let start = text.find(&key)? + key.len();
    let length = text[start..].find([',', '}'])?;
    let number: f64 = text[start..start + length].parse().ok()?;
    let other = serde_json::to_string(&(number + 1.0)).ok()?;
    Some(format!("{}{other}{}", &text[..start], &text[start + length..]).into_bytes())
}
