// When the browser gives no passkey, the page says so, and what to do; allauth alone would say it in the console only.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-failed");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
  note.focus();
});
