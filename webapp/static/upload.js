// Hands images in to a build, one after another, and tells how far that is.
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  const bar = form.querySelector("progress");
  const status = form.querySelector("[role=status]");

  const refusal = request => {
    if (request.status === 401) return "sign in again";
    try { return JSON.parse(request.responseText).detail; } catch { return `the server answers ${request.status}`; }
  };

  /** @returns what is wrong with it, "" when it is kept */
  const put = (file, boards) => new Promise(done => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${form.dataset.upload}${encodeURIComponent(file.name)}?${boards}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
    request.upload.addEventListener("progress", event => {
      bar.value = event.total ? event.loaded / event.total : 1;
      if (event.loaded === event.total) status.textContent = `${file.name}: is looked at…`;
    });
    request.addEventListener("load", () => done(request.status < 300 ? "" : refusal(request)));
    request.addEventListener("error", () => done("the server hung up; is it larger than firmware.max-file-size allows?"));
    request.send(file);
  });

  form.addEventListener("submit", async event => {
    event.preventDefault();
    const button = form.querySelector("button");
    const boards = form.elements.boards.value.trim().split(/\s+/).filter(Boolean)
      .map(board => `board=${encodeURIComponent(board)}`).join("&");
    const wrong = [];
    button.disabled = true;
    bar.hidden = false;
    for (const file of form.elements.files.files) {
      bar.value = 0;
      status.textContent = file.name;
      const words = await put(file, boards);
      if (words) wrong.push(`${file.name}: ${words}`);
    }
    bar.hidden = true;
    button.disabled = false;
    status.textContent = wrong.join("\n");
    if (!wrong.length) location.reload();
  });
})();
