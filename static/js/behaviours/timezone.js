// data-behaviour="timezone" on a hidden input: the time zone of this phone, like Asia/Shanghai.
export class TimeZone {
  constructor(input) {
    input.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }
}
