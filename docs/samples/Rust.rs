use deskledger::{Client, {{ name | upper_camel }}, SaveOptions, Token};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().endpoint({{ r.server | json }}).token(Token::from_file("token.txt")?).build()?;
    let request = {{ name | upper_camel }}::new({% for a in r.arguments if a.required %}{{ a.value | json }}{% endfor %})
{% for a in r.arguments if not a.required and not a.fixed %}
        .with_{{ a.name | snake }}({{ a.value | json }}){{ ";" if loop.last }}
{% endfor %}
    let saved = request.send(&client).await?.save({{ r.file | json }}, SaveOptions::new()).await?;
    println!("{} bytes", saved.bytes);
    Ok(())
}
