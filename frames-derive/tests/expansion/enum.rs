enum Shape<T> {
    Nothing,
    Circle(T),
    Square { side: T, label: String },
}
