//! Log and prediction, line by line.

use super::predicted::Prediction;
use super::{AlignedLine, Relation};
use crate::format::squidex::estimate::log::{Line, Log, Message};

/// The steps that both have are paired in order; the rest stands alone.
pub(super) fn align(log: &Log, predicted: &Prediction) -> Vec<AlignedLine> {
    let (lines, expected) = (&log.lines, &predicted.log.lines);
    let (rows, columns) = (lines.len(), expected.len());
    // Longest common subsequence; a prediction has about 20 lines.
    let width = columns + 1;
    let mut longest = vec![0_u32; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[row * width + column] = if same_step(&lines[row], &expected[column]) {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    let mut aligned = Vec::with_capacity(rows.max(columns));
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        let both = row < rows && column < columns;
        if both && same_step(&lines[row], &expected[column]) {
            aligned.push(AlignedLine {
                line: Some(lines[row].text.clone()),
                expected: Some(expected[column].text.clone()),
                relation: relation(&lines[row], &expected[column], predicted),
            });
            row += 1;
            column += 1;
        } else if column < columns
            && (!both || longest[row * width + column + 1] >= longest[(row + 1) * width + column])
        {
            aligned.push(AlignedLine {
                line: None,
                expected: Some(expected[column].text.clone()),
                relation: Relation::Missing,
            });
            column += 1;
        } else {
            aligned.push(AlignedLine {
                line: Some(lines[row].text.clone()),
                expected: None,
                relation: Relation::Extra,
            });
            row += 1;
        }
    }
    aligned
}

fn same_step(line: &Line, expected: &Line) -> bool {
    match (&line.message, &expected.message) {
        (Message::Intro, Message::Intro) => line.text == expected.text,
        (Message::Reading { .. }, Message::Reading { .. }) => true,
        (Message::Other, _) | (_, Message::Other) => false,
        (one, other) => one == other,
    }
}

fn relation(line: &Line, expected: &Line, predicted: &Prediction) -> Relation {
    let same = match (&line.message, &expected.message) {
        (Message::Reading { read, .. }, Message::Reading { read: None, .. }) => {
            let at_most = predicted.event.or(predicted.events).unwrap_or(u64::MAX);
            read.is_none_or(|read| read <= at_most)
        }
        // The new app's id is random.
        (Message::Owner, Message::Owner) => match expected.text.split_once("{app}") {
            Some((front, back)) => line.text.starts_with(front) && line.text.ends_with(back),
            None => line.text == expected.text,
        },
        _ => line.text == expected.text,
    };
    if same {
        Relation::Same
    } else {
        Relation::Differs
    }
}
