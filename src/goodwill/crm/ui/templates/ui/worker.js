const told = {{ told | tojson }};
{% include "ui/_worker.js" %}
