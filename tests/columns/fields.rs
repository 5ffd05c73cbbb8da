//! Attributes of fields and types, where the fields are columns.

use super::*;

/// Columns that another version of a program wrote: a struct of vectors is a dict of columns.
#[derive(Framed)]
struct Old {
    given: Vec<String>,
    age: Vec<u8>,
    #[framed(rename = "home.x")]
    x: Vec<f64>,
    #[framed(rename = "home.y")]
    y: Vec<f64>,
    extra: Vec<u16>,
}

fn old() -> Old {
    Old {
        given: vec!["Alice".into(), "Bob".into()],
        age: vec![3, 4],
        x: vec![1., 2.],
        y: vec![-1., -2.],
        extra: vec![7, 8],
    }
}

#[test]
fn aliases_and_names() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    #[framed(rename_all = "camelCase")]
    struct Human {
        #[framed(rename = "name", alias = "given")]
        first_name: String,
        age: u8,
        #[framed(alias = "home")]
        main_address: Point,
        #[framed(skip)]
        secret: u8,
    }
    let human =
        |name: &str, age, at| Human { first_name: name.into(), age, main_address: point(at), secret: 0 };
    let humans = vec![human("Alice", 3, 1), human("Bob", 4, 2)];
    assert_eq!(names(&humans).unwrap(), ["name", "age", "mainAddress.x", "mainAddress.y"]);
    there_and_back(&humans);
    assert_eq!(reread::<_, Vec<Human>>(&old()).unwrap(), humans);
}

#[test]
fn missing_columns_take_defaults() {
    fn seven() -> u8 {
        7
    }
    #[derive(Framed, Debug, PartialEq)]
    struct Human {
        given: String,
        #[framed(default)]
        email: String,
        #[framed(default = "seven")]
        level: u8,
        nickname: Option<String>,
        place: Option<Point>,
    }
    let human = |name: &str| Human {
        given: name.into(),
        email: String::new(),
        level: 7,
        nickname: None,
        place: None,
    };
    assert_eq!(reread::<_, Vec<Human>>(&old()).unwrap(), [human("Alice"), human("Bob")]);

    #[derive(Framed, Debug, PartialEq)]
    struct Strict {
        given: String,
        email: String,
    }
    let error = reread::<_, Vec<Strict>>(&old()).unwrap_err();
    assert!(error.to_string().contains("email"), "{error}");
}

#[test]
fn unknown_columns() {
    #[derive(Framed, Debug, PartialEq)]
    struct Human {
        given: String,
    }
    assert_eq!(reread::<_, Vec<Human>>(&old()).unwrap()[1], Human { given: "Bob".into() });

    #[derive(Framed, Debug, PartialEq)]
    #[framed(deny_unknown_fields)]
    struct Closed {
        given: String,
        age: u8,
        home: Point,
    }
    let error = reread::<_, Vec<Closed>>(&old()).unwrap_err();
    assert!(error.to_string().contains("extra"), "{error}");
    let closed = vec![Closed { given: "Alice".into(), age: 3, home: point(1) }];
    there_and_back(&closed);
}

#[test]
fn flattened_records() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Named {
        name: String,
        #[framed(flatten)]
        place: Point,
        #[framed(flatten)]
        inner: Inner,
        last: u8,
    }
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Inner {
        #[framed(flatten)]
        deep: Deep,
        size: Option<u16>,
    }
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Deep {
        tags: Vec<String>,
        corner: Point,
    }
    let named = |at: usize| Named {
        name: at.to_string(),
        place: point(at),
        inner: Inner {
            deep: Deep { tags: vec!["t".into(); at % 3], corner: point(at) },
            size: (at % 2 == 0).then_some(at as u16),
        },
        last: at as u8,
    };
    let list: Vec<_> = (0..150).map(named).collect();
    there_and_back(&list);
    assert_eq!(names(&list).unwrap(), ["name", "x", "y", "tags", "corner.x", "corner.y", "size", "last"]);
}

#[test]
fn a_column_is_always_whole() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Sparse {
        id: u8,
        #[framed(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        #[framed(default, skip_serializing_if = "Vec::is_empty")]
        samples: Vec<f64>,
    }
    let sparse = |id: u8| Sparse {
        id,
        note: (id % 2 == 0).then(|| "note".into()),
        samples: vec![0.5; usize::from(id % 3)],
    };
    let list: Vec<_> = (0..150).map(sparse).collect();
    there_and_back(&list);
    assert_eq!(names(&list).unwrap(), ["id", "note", "samples"]);
    let without = vec![Sparse { id: 1, note: None, samples: vec![] }; 3];
    there_and_back(&without);
    assert_eq!(names(&without).unwrap(), ["id", "note", "samples"], "as Python expects of equal types");
}

#[test]
fn enums_with_attributes() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    #[framed(tag = "kind", rename_all = "snake_case")]
    enum Event {
        #[framed(alias = "start")]
        Started {
            variant: u8,
        },
        Stopped(String),
        #[framed(other)]
        Unknown,
    }
    let events =
        vec![Event::Started { variant: 1 }, Event::Stopped("x".into()), Event::Started { variant: 2 }];
    there_and_back(&events);
    assert_eq!(names(&events).unwrap(), ["kind", "started", "stopped"]);

    #[derive(Framed)]
    #[framed(tag = "kind", rename_all = "snake_case")]
    enum Newer {
        Start { variant: u8, more: f32 },
        Paused { since: u64 },
    }
    let newer = vec![Newer::Paused { since: 1 }, Newer::Start { variant: 5, more: 0.5 }];
    let expected = [Event::Unknown, Event::Started { variant: 5 }];
    assert_eq!(reread::<_, Vec<Event>>(&newer).unwrap(), expected);

    // An enum that has nothing but names reads the names of one that has more.
    #[derive(Framed, Debug, PartialEq)]
    #[framed(tag = "kind")]
    enum Names {
        #[framed(rename = "start")]
        Start,
        #[framed(rename = "paused")]
        Paused,
    }
    assert_eq!(reread::<_, Vec<Names>>(&newer).unwrap(), [Names::Paused, Names::Start]);
}

#[test]
fn numbers_widen_and_texts_stay() {
    #[derive(Framed, Debug, PartialEq)]
    struct Wide {
        age: i64,
        extra: f64,
        given: Option<String>,
    }
    let wide = |age, extra, given: &str| Wide { age, extra, given: Some(given.into()) };
    assert_eq!(reread::<_, Vec<Wide>>(&old()).unwrap(), [wide(3, 7.0, "Alice"), wide(4, 8.0, "Bob")]);

    #[derive(Framed, Debug, PartialEq)]
    struct Narrow {
        extra: i8,
        given: char,
    }
    let error = reread::<_, Vec<Narrow>>(&old()).unwrap_err();
    assert!(error.path().starts_with("given"), "{error}");
}
