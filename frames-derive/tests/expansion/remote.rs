#[framed(remote = "foreign::Point<T>")]
struct PointDef<T> {
    x: T,
    y: T,
}
