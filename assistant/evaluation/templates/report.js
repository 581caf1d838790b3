"use strict";
const questions = [...document.querySelectorAll("details.question")];
const controls = [...document.querySelectorAll(".filters [data-filter]")];
const count = document.getElementById("shown");

function shown(question) {
  return controls.every((control) => {
    const wanted = control.value.trim().toLowerCase();
    if (!wanted) return true;
    const has = (question.dataset[control.dataset.filter] || "").toLowerCase();
    return control.dataset.filter === "text" ? has.includes(wanted) : has.split(" ").includes(wanted);
  });
}

function apply() {
  let visible = 0;
  for (const question of questions) {
    question.hidden = !shown(question);
    if (!question.hidden) visible += 1;
  }
  count.textContent = `${visible} of ${questions.length}`;
}

for (const control of controls) control.addEventListener("input", apply);
apply();
