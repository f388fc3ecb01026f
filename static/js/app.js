// The first script of every page: the policy, htmx, the watchers of the whole page, and the behaviours.
import "./policy.js";
import "../vendor/htmx.js";
import { attachBehaviours } from "./attach.js";
import { watchErrors } from "./errors.js";
import { watchFocus } from "./focus.js";
import { watchPerson } from "./person.js";
import { watchSpeech } from "./speech.js";
import { dropOld } from "./store.js";
import { watchUpdates } from "./updates.js";
import { watchUploads } from "./uploads.js";
import { CountDown } from "./behaviours/count-down.js";
import { DateChips } from "./behaviours/date-chips.js";
import { Draft } from "./behaviours/draft.js";
import { Install } from "./behaviours/install.js";
import { Menu } from "./behaviours/menu.js";
import { Notice } from "./behaviours/notice.js";
import { Operation } from "./behaviours/operation.js";
import { Pane } from "./behaviours/pane.js";
import { PhoneTime } from "./behaviours/phone-time.js";
import { Photos } from "./behaviours/photos.js";
import { Position } from "./behaviours/position.js";
import { Reload } from "./behaviours/reload.js";
import { Search } from "./behaviours/search.js";
import { Share } from "./behaviours/share.js";
import { SignInAgain } from "./behaviours/sign-in-again.js";
import { Sort } from "./behaviours/sort.js";
import { SubmitOnce } from "./behaviours/submit-once.js";
import { TimeZone } from "./behaviours/timezone.js";
import { ZoneOffer } from "./behaviours/zone-offer.js";

watchErrors();
watchFocus();
watchPerson();
watchSpeech();
watchUploads();
attachBehaviours({
  "count-down": CountDown,
  "date-chips": DateChips,
  draft: Draft,
  install: Install,
  menu: Menu,
  notice: Notice,
  operation: Operation,
  pane: Pane,
  "phone-time": PhoneTime,
  photos: Photos,
  position: Position,
  reload: Reload,
  search: Search,
  share: Share,
  "sign-in-again": SignInAgain,
  sort: Sort,
  "submit-once": SubmitOnce,
  timezone: TimeZone,
  "zone-offer": ZoneOffer,
});
watchUpdates();
dropOld();
