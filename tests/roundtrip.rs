//! Every supported type survives the way out and back.

use frames_std::{deserialize, serialize};

#[test]
fn smoke() {
    let value = vec![(1u8, Some("x".to_owned())), (2, None)];
    let s = serialize(&value).unwrap();
    println!("{:?}", s);
    assert_eq!(deserialize::<Vec<(u8, Option<String>)>>(&s).unwrap(), value);
    let value = vec![vec![1.5f64, 2.0], vec![]];
    let s = serialize(&value).unwrap();
    println!("{:?}", s);
    assert_eq!(deserialize::<Vec<Vec<f64>>>(&s).unwrap(), value);
    let value = vec![[1f32, 2., 3.], [4., 5., 6.]];
    let s = serialize(&value).unwrap();
    println!("{:?}", s);
    assert_eq!(deserialize::<Vec<[f32; 3]>>(&s).unwrap(), value);
    let value = vec![Some(1u16), None];
    let s = serialize(&value).unwrap();
    println!("{:?}", s);
    assert_eq!(deserialize::<Vec<Option<u16>>>(&s).unwrap(), value);
    let value = (u128::MAX, i128::MIN, Some(Some(())), None::<Option<u8>>, Ok::<u8, String>(3));
    let s = serialize(&value).unwrap();
    println!("{:?}", s);
    assert_eq!(
        deserialize::<(u128, i128, Option<Option<()>>, Option<Option<u8>>, Result<u8, String>)>(&s).unwrap(),
        value
    );
}
