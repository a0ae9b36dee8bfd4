import os
{% if r.file %}
import shutil
{% endif %}
import urllib.request

request = urllib.request.Request(
    {{ (r.url_of_key | json ~ ' + os.environ["TOKEN"]') if r.url_of_key else (r.url | json) }},
    method={{ method | json }},
{% if r.body %}
    data={{ r.body | json }}.encode(),
{% endif %}
    headers={
{% if r.credential %}
        {{ r.credential[0] | json }}: {{ r.credential[1] | json ~ " + " if r.credential[1] }}os.environ["TOKEN"],
{% endif %}
{% if r.body %}
        "Content-Type": {{ r.content_type | json }},
{% endif %}
{% for a in r.arguments if a.in == "header" %}
        {{ a.name | json }}: {{ a.value | json }},
{% endfor %}
    },
)
{% if r.file %}
with urllib.request.urlopen(request, timeout=60) as response, open({{ r.file | json }}, "wb") as file:
    shutil.copyfileobj(response, file)
{% else %}
with urllib.request.urlopen(request, timeout=60) as response:
    print(response.read().decode())
{% endif %}
