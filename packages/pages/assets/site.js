import 'htmx.org/dist/htmx.min.js';

// A form that was sent is not sent again by a second click. (The server would do nothing the second time; people would see an error.)
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  form.setAttribute('aria-busy', 'true');
});
// Coming back by the browser's own memory: the form may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    form.removeAttribute('aria-busy');
  }
});

// What is wrong with a form is the first thing that is read.
document.querySelector('[data-focus]')?.focus();
