curl --fail{% if r.file %} --output {{ r.file | shell }}{% endif %}{% if method != "GET" %} --request {{ method }}{% endif %}{% if r.credential %} --header {{ (r.credential[0] ~ ": " ~ r.credential[1]) | shell }}"$TOKEN"{% endif %} \
{% if r.parts %}
{% for p in r.parts %}
{% if p.file %}
    --form {{ (p.name ~ "=@" ~ p.file ~ ";type=" ~ p.media_type) | shell }} \
{% elif p.media_type %}
    --form {{ (p.name ~ "=" ~ (p.value | json) ~ ";type=" ~ p.media_type) | shell }} \
{% else %}
    --form-string {{ (p.name ~ "=" ~ p.value) | shell }} \
{% endif %}
{% endfor %}
{% elif r.body %}
    --header {{ ("Content-Type: " ~ r.content_type) | shell }} --data{{ "-raw" if r.body[0] == "@" }} {{ r.body | shell }} \
{% endif %}
{% for a in r.arguments if a.in == "header" %}
    --header {{ (a.name ~ ": " ~ a.value) | shell }} \
{% endfor %}
{% if r.url_of_key %}
    {{ r.url_of_key | shell }}"$TOKEN"
{% else %}
    {{ r.url | shell }}
{% endif %}
