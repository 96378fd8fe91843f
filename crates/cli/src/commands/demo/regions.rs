//! Where the readers of the demonstration live, which language they read and what they are called
//! there. Twenty zones, five languages; every name is made up of common ones.

/// A zone with the people in it.
pub(super) struct Region {
    pub(super) country: &'static str,
    pub(super) language: &'static str,
    pub(super) zone: &'static str,
    /// How many of a hundred readers or so live here.
    pub(super) weight: u64,
    pub(super) names: &'static Names,
}

/// Given and family names.
pub(super) struct Names {
    pub(super) given: &'static [&'static str],
    pub(super) family: &'static [&'static str],
}

const fn region(
    country: &'static str,
    language: &'static str,
    zone: &'static str,
    weight: u64,
    names: &'static Names,
) -> Region {
    Region {
        country,
        language,
        zone,
        weight,
        names,
    }
}

/// All of them.
pub(super) const REGIONS: &[Region] = &[
    region("NO", "nb", "Europe/Oslo", 17, &NORDIC),
    region("SE", "sv", "Europe/Stockholm", 11, &NORDIC),
    region("GB", "en", "Europe/London", 15, &ENGLISH),
    region("IE", "en", "Europe/Dublin", 3, &ENGLISH),
    region("IS", "en", "Atlantic/Reykjavik", 2, &NORDIC),
    region("DE", "de", "Europe/Berlin", 12, &GERMAN),
    region("AT", "de", "Europe/Vienna", 4, &GERMAN),
    region("ES", "es", "Europe/Madrid", 5, &SPANISH),
    region("US", "en", "America/New_York", 7, &ENGLISH),
    region("US", "en", "America/Chicago", 4, &ENGLISH),
    region("US", "en", "America/Denver", 2, &ENGLISH),
    region("US", "en", "America/Los_Angeles", 4, &ENGLISH),
    region("CA", "en", "America/Vancouver", 2, &ENGLISH),
    region("MX", "es", "America/Mexico_City", 2, &SPANISH),
    region("AR", "es", "America/Argentina/Buenos_Aires", 2, &SPANISH),
    region("ZA", "en", "Africa/Johannesburg", 2, &ENGLISH),
    region("IN", "en", "Asia/Kolkata", 2, &INDIAN),
    region("JP", "en", "Asia/Tokyo", 2, &JAPANESE),
    region("AU", "en", "Australia/Sydney", 2, &ENGLISH),
    region("NZ", "en", "Pacific/Auckland", 2, &ENGLISH),
];

static NORDIC: Names = Names {
    given: &[
        "Ingrid", "Solveig", "Astrid", "Bjørn", "Lars", "Freja", "Torhild", "Erik", "Åse", "Håkon",
        "Maja", "Nils", "Sigrid", "Olav", "Kari", "Gunnar", "Elin", "Henrik", "Tuva", "Jonas",
        "Linnea", "Per", "Ragnhild", "Svein", "Ebba", "Magnus",
    ],
    family: &[
        "Berg",
        "Solberg",
        "Lindqvist",
        "Dahl",
        "Haugen",
        "Nyström",
        "Strand",
        "Ekeland",
        "Holm",
        "Sjöberg",
        "Lund",
        "Moen",
        "Vik",
        "Åkesson",
        "Fjeld",
        "Nordin",
        "Bakke",
        "Ström",
        "Rønning",
        "Hagen",
    ],
};

static ENGLISH: Names = Names {
    given: &[
        "Alice", "Thomas", "Margaret", "Owen", "Grace", "Samuel", "Nora", "Henry", "Ruth",
        "Arthur", "Maeve", "Daniel", "Edith", "Callum", "Hazel", "Simon", "Joan", "Patrick",
        "Iris", "George", "Rosa", "Malcolm", "June", "Walter", "Beatrice", "Hugh",
    ],
    family: &[
        "Ashworth", "Bell", "Carter", "Doyle", "Ellis", "Fletcher", "Greene", "Hughes", "Irving",
        "Keane", "Lowe", "Marsh", "Nolan", "Oakley", "Porter", "Reed", "Shaw", "Turner", "Walsh",
        "Young",
    ],
};

static GERMAN: Names = Names {
    given: &[
        "Anna", "Jürgen", "Lena", "Matthias", "Greta", "Wolfgang", "Klara", "Stefan", "Hanna",
        "Ulrich", "Frieda", "Tobias", "Käthe", "Moritz", "Elke", "Jakob",
    ],
    family: &[
        "Bauer",
        "Fischer",
        "Gruber",
        "Hoffmann",
        "Jäger",
        "Krüger",
        "Lang",
        "Möller",
        "Pichler",
        "Richter",
        "Schuster",
        "Vogel",
        "Weiß",
        "Zimmermann",
    ],
};

static SPANISH: Names = Names {
    given: &[
        "Lucía", "Javier", "Carmen", "Andrés", "Inés", "Pablo", "Elena", "Mateo", "Pilar", "Diego",
        "Rosario", "Tomás",
    ],
    family: &[
        "Álvarez",
        "Castro",
        "Domínguez",
        "Herrera",
        "Ibáñez",
        "Molina",
        "Navarro",
        "Ortega",
        "Peña",
        "Vega",
    ],
};

static INDIAN: Names = Names {
    given: &[
        "Asha", "Ravi", "Meera", "Arjun", "Lakshmi", "Vikram", "Nandini", "Kiran",
    ],
    family: &[
        "Iyer", "Kulkarni", "Menon", "Nair", "Rao", "Sharma", "Banerjee",
    ],
};

static JAPANESE: Names = Names {
    given: &[
        "Aiko", "Kenji", "Yuki", "Haruto", "Sakura", "Naoki", "Emi", "Daichi",
    ],
    family: &[
        "Tanaka",
        "Mori",
        "Kobayashi",
        "Ishikawa",
        "Hayashi",
        "Ogawa",
    ],
};
