deskledger export --endpoint {{ r.server }} --token-file token.txt \
{% for a in r.arguments if not a.fixed %}
    --{{ a.name | flag }} {{ a.value | shell }} \
{% endfor %}
    --output {{ r.file }}
