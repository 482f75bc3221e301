import 'htmx.org/dist/htmx.min.js';

// A second click does not send a form again. (The server would do nothing the second time, but people would see an error.)
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  form.setAttribute('aria-busy', 'true');
});
// After a return through the browser's back-forward cache, the form may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    form.removeAttribute('aria-busy');
  }
});

// The error summary of a form is read first.
document.querySelector('[data-focus]')?.focus();
