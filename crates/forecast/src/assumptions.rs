//! What a forecast supposes, in sentences: who reads the numbers must know what they rest on.

use crate::horizon::Horizon;
use crate::run::Question;

/// The sentences.
pub(crate) fn assumptions(question: &Question, horizon: &Horizon) -> Vec<String> {
    let mut said = vec![
        "Nobody joins, leaves or chooses anew; the relay accepts every letter at once.".to_owned(),
        "Letters go the moment they may: `lagom tick` runs often enough.".to_owned(),
        "Events that are new are announced, and who asked is reminded; a change or a cancellation is foreseen only \
         where a scheduled issue says it."
            .to_owned(),
    ];
    let assumed = horizon.issues.iter().filter(|one| one.title.is_none());
    let assumed = assumed.count();
    let scheduled = horizon.issues.len() - assumed;
    said.push(match (scheduled, question.rhythm) {
        (0, false) => "No issue is scheduled in these weeks.".to_owned(),
        (count, false) => format!("Only what is scheduled comes out: {count} issues."),
        (count, true) => format!(
            "{count} issues are scheduled. Beyond them {assumed} are assumed: each publication of the configuration goes on at \
             its `issue_every_days`, with issues shaped as its last four were."
        ),
    });
    for publication in question.known.offered() {
        let name = &publication.def.name;
        let comes = horizon.issues.iter().any(|one| one.publication == *name);
        if question.rhythm && !comes {
            said.push(format!(
                "“{name}” brings nothing in these weeks: it has no issue yet, or comes out too rarely."
            ));
        }
    }
    let reading = &question.in_force.policy.reading;
    said.push(format!(
        "Reading takes as long as {} words a minute allow ({}).",
        reading.otherwise, reading.source
    ));
    if question.other.is_some() {
        said.push(
            "A stricter policy binds everybody at once; a looser one only those who accept it, so what it \
             loosens shows only for lines made from now on."
                .to_owned(),
        );
    }
    said
}
