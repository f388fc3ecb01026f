// data-behaviour="phone-time" on a form, or on its hidden input: the phone's own time when it is submitted goes along
// in the input "phone_at". How far the phone's clock is off is for the server to judge.
export class PhoneTime {
  constructor(element) {
    const form = element.form ?? element;
    const input = () => (element.form ? element : form.elements.namedItem("phone_at"));
    form.addEventListener("submit", () => input() && (input().value = new Date().toISOString()), true);
  }
}
