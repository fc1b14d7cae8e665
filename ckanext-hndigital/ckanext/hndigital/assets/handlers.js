/* What handlers in attributes of CKAN's pages did: the portal's Content-Security-Policy runs none of them.
   One listener for the document, so that rows which arrive later are served as well. */
(() => {
  /* CKAN's table preview gives setTimeout what a function returned, nothing, which a browser would take for the
     text of a script. */
  const later = window.setTimeout;
  window.setTimeout = (act, ...rest) => (typeof act === 'function' ? later(act, ...rest) : 0);

  const byId = (id) => document.getElementById(id);
  const check = (id) => { byId(id).checked = true; };
  const empty = (id) => { const field = byId(id); if (field) field.value = ''; };

  /* The field "file or address" of a resource's form. */
  const remove = (button) => {
    if (button.closest('.upload-type') && !button.parentElement.querySelector('[type=file]')) {
      check('field-clear-upload');
      byId('field-resource-upload').focus();
      return;
    }
    check('resource-url-none');
    (byId('resource-upload-button') || byId('resource-link-button')).focus();
    empty(button.closest('.upload-type') ? 'field-resource-upload' : 'field-resource-url');
  };
  const clicked = [
    ['#resource-upload-button', () => { check('resource-url-upload'); byId('field-resource-upload').click(); }],
    ['#resource-link-button', () => { check('resource-url-link'); byId('field-resource-url').focus(); }],
    ['.resource-upload-field .btn-remove-url', remove],
    ['#refit-button', () => window.fitColText()],
    /* A choice that cannot be taken back. */
    ['input[type=checkbox][readonly]', (box, event) => event.preventDefault()],
    /* A link that is a button in truth. */
    ['a[href^="javascript:"]', (link, event) => event.preventDefault()],
  ];
  document.addEventListener('click', (event) => {
    for (const [selector, act] of clicked) {
      const found = event.target.closest(selector);
      if (found) act(found, event);
    }
  });

  /* The list of API tokens: what is marked can be revoked. */
  const revocable = () => {
    const button = byId('revoke-tokens-button');
    if (button) button.disabled = !document.querySelector('#api-tokens-table [name=token]:checked');
  };
  document.addEventListener('change', (event) => { if (event.target.matches('[name=token]')) revocable(); });
  document.addEventListener('htmx:afterRequest', revocable);
  document.addEventListener('htmx:afterSettle', (event) => {
    const row = event.target.closest('#api-tokens-table') && event.target.querySelector('tr');
    if (row) row.scrollIntoView(false);
  });
})();
