#[framed(default)]
struct Fields<'a, T> {
    #[framed(with = AsText)]
    version: Version,
    #[framed(serde)]
    point: Point<T>,
    text: &'a str,
    #[framed(flatten)]
    rest: T,
}
