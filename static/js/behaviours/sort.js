// data-behaviour="sort" on a list whose rows hold moves() buttons: a row is also dragged by its [data-sort-grip].
// Dropped, it sends the row's own form with move=<place from 0>; the buttons do the same for keyboard and switch.
export class Sort {
  constructor(list) {
    this.list = list;
    list.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest("[data-sort-grip]");
      const row = grip?.closest("li");
      if (row?.parentElement === list && event.isPrimary && event.button === 0) this.take(row, grip, event);
    });
  }

  rows() {
    return [...this.list.children].filter((row) => row.querySelector("[data-sort-grip]"));
  }

  take(row, grip, event) {
    event.preventDefault();
    const start = event.clientY;
    const from = this.rows().indexOf(row);
    const middles = this.rows().map((each) => each.getBoundingClientRect()).map((box) => box.top + box.height / 2);
    const box = row.getBoundingClientRect();
    let to = from;
    row.classList.add("row--dragged");
    grip.setPointerCapture(event.pointerId);
    const move = ({ clientY }) => {
      row.style.translate = `0 ${clientY - start}px`;
      const middle = box.top + box.height / 2 + clientY - start;
      to = middles.filter((other, place) => place !== from && other < middle).length;
    };
    const drop = (ended) => {
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", drop);
      grip.removeEventListener("pointercancel", drop);
      row.classList.remove("row--dragged");
      row.style.translate = "";
      if (ended.type === "pointerup" && to !== from) this.send(row, to, from);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", drop);
  }

  send(row, to, from) {
    const others = this.rows().filter((other) => other !== row);
    // Shown at once; the server's list replaces it.
    if (to < from) others[to].before(row);
    else others[to - 1].after(row);
    const form = row.querySelector("button[name=move]").form;
    const place = Object.assign(document.createElement("input"), { type: "hidden", name: "move", value: to });
    form.append(place);
    form.requestSubmit();
    place.remove();
  }
}
