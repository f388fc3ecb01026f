"""What reps write: notes by outcome, details of each trade, promises and how they were kept, reasons for cancelling."""

from __future__ import annotations

from dataclasses import dataclass

# {who} is a contact, {product} and {second} are goods this trade buys, {count} a number of cartons, {day} a weekday.
NOTES: dict[str, dict[str, tuple[str, ...]]] = {
    "order": {
        "en": (
            "{who} reordered {count} cartons of {product}, delivery {day}.",
            "Counted the shelf with {who}: nearly out of {product}. Order for {count} cartons, plus {second} as usual.",
            "Standing order goes up from two to {count} cartons of {product}. {who} says the busy season has started.",
            "Quick one at the counter. {count} cartons of {product}, same price as last time.",
            "{who} took {count} cartons of {second} to try beside the usual {product}.",
            "Order for {day}: {count} × {product}. Wants the invoice to go to the office address, not the shop.",
            "Found them on the last carton of {product}. {who} was glad I came; {count} cartons ordered on the spot.",
            "Moved them to the large pack of {product}, {count} cartons. Saves them a delivery a month.",
            "{who} signed the yearly agreement. First delivery {count} cartons of {product} on {day}.",
            "Rang the depot from the shop: {count} cartons of {product} go out {day}.",
            "Reorder of {product} ({count}) and one carton of {second}. {who} asked for a delivery before nine.",
            "They ran a busy week and used up everything. {count} cartons of {product}, {second} to follow.",
        ),
        "zh": (
            "{who}补了 {count} 箱{product}，{day}送。",
            "和{who}一起盘了货架，{product}快没了，订 {count} 箱，{second}照旧。",
            "长期单从两箱加到 {count} 箱{product}，{who}说旺季到了。",
            "柜台上两分钟搞定：{count} 箱{product}，价格不变。",
            "{who}除了老样子的{product}，还要 {count} 箱{second}试试。",
            "{day}送 {count} 箱{product}，发票开到公司地址，不要寄店里。",
            "到店时{product}只剩最后一箱，{who}当场订了 {count} 箱。",
            "改成大包装的{product}，{count} 箱，一个月能少送一趟。",
            "{who}签了年度协议，首批 {count} 箱{product}，{day}到。",
            "当面打给仓库确认有货，{count} 箱{product}{day}发。",
            "补{product} {count} 箱，{second}一箱，{who}要求九点前送到。",
            "上周生意太好全用光了，先订 {count} 箱{product}，{second}下次再说。",
        ),
    },
    "interested": {
        "en": (
            "{who} likes {product} but buys elsewhere until the contract ends. Wants our price in writing.",
            "Left two samples of {product}. {who} will try them over the weekend.",
            "Showed {second} next to what they use now. {who} could see the difference, price is the question.",
            "Talked for twenty minutes, mostly about storage. Small, regular deliveries would win this one.",
            "{who} wants to compare {product} with the cash-and-carry. Told her about free delivery over three cartons.",
            "They are opening a second room next month and will need {product} from day one.",
            "Good talk with {who}. Decision lies with the partner, who is back {day}.",
            "Asked for a trial carton of {product}. If staff are happy they will switch for good.",
            "{who} has three quotes on the desk, ours is not the dearest. Needs an answer on {second} as well.",
            "Curious about refills instead of bottles. Made a rough sum together: about a fifth cheaper over a year.",
        ),
        "zh": (
            "{who}觉得{product}不错，但现有合同没到期，想要书面报价。",
            "留了两份{product}样品，{who}说周末试用。",
            "拿{second}和他们现在用的当面比了一下，效果看得出来，主要是价格。",
            "聊了二十分钟，多半在说仓库小。小批量、勤送货就能拿下。",
            "{who}要拿{product}和批发市场比价，我说明了三箱以上免运费。",
            "下个月要开第二间，开张就要用{product}。",
            "和{who}谈得很好，拍板的是合伙人，{day}才回来。",
            "想先要一箱{product}试用，员工满意就全换。",
            "{who}手上有三家报价，我们不是最贵的，{second}也要一起报。",
            "对补充装感兴趣，一起粗算了下，一年大概省两成。",
        ),
    },
    "checked": {
        "en": (
            "All fine. Stock of {product} lasts three more weeks.",
            "Nothing needed today. {who} will call when stock of {product} runs low.",
            "Refilled the dispensers and checked the fittings. No order.",
            "Brought the new price list. {who} had no questions.",
            "Short visit, shop was full. {who} waved me off kindly, next time before eleven.",
            "Went through the shelf with {who}. They keep {second} behind the counter now, otherwise as before.",
            "{who} is happy with the last delivery. Still two cartons of {product} in the back.",
            "Coffee with {who}. Quiet month for them, they are using up what is there.",
            "Swapped one leaking soap dispenser by the sink. Everything else in order.",
            "They had a stocktake: enough {product} until next month.",
            "Only the apprentice was free, but the shelf speaks for itself: well stocked.",
        ),
        "zh": (
            "一切正常，{product}还够用三周。",
            "今天不需要，{who}说{product}快用完会打电话。",
            "给皂液器加了液，检查了支架，没有下单。",
            "送了新价目表，{who}没有疑问。",
            "店里人多，坐了五分钟就走，下次十一点前来。",
            "看了货架，{second}挪到柜台后面了，其他不变。",
            "{who}对上次送货很满意，后仓还有两箱{product}。",
            "和{who}喝了杯茶，这个月淡，先用库存。",
            "换了水池边一个漏液的皂液器，其余正常。",
            "刚盘完库，{product}够用到下个月。",
            "只有学徒在，不过货架看得清楚，备货充足。",
        ),
    },
    "complaint": {
        "en": (
            "{who} was not pleased: last delivery came a day late and one carton of {product} was wet. Apologised, credit note promised.",
            "{who} says the new batch of {product} is worse than the old one. Took a pack with me for the quality people.",
            "Invoice shows the old discount. {who} has every right to be cross, I rang accounts from the shop.",
            "Driver left {count} cartons in front of the door in the rain. Two are spoilt.",
            "{who} finds the scent of the new soap too strong; customers have remarked on it.",
            "Wrong size delivered twice. Agreed that I check the next order myself.",
        ),
        "zh": (
            "{who}不太高兴：上次晚到一天，还有一箱{product}受潮。当面道歉，答应补差额。",
            "{who}说新批次的{product}不如以前，我带走一包给质检看。",
            "发票还是旧折扣，{who}生气也正常，当场打给财务。",
            "司机把 {count} 箱货放在门口淋雨，两箱报废。",
            "{who}觉得新洗手液香味太重，客人也提过。",
            "连着两次送错尺码，说好下一单我亲自核对。",
        ),
    },
    "absent": {
        "en": (
            "{who} is away until {day}. Left the price list with the counter.",
            "Shut for a private function. Put a card through the door.",
            "{who} was on the telephone the whole time. Will try earlier in the day.",
            "Owner at the dentist, back tomorrow. Staff let me look at the shelf.",
            "Nobody with a say was in. They asked me to ring first next time.",
        ),
        "zh": (
            "{who}外出，{day}才回来，价目表留在柜台。",
            "今天包场不营业，从门缝塞了名片。",
            "{who}一直在打电话，下次早点来。",
            "老板去看牙了，明天在，店员让我看了货架。",
            "能做主的人不在，请我下次先打电话。",
        ),
    },
    "declined": {
        "en": (
            "{who} is staying with the wholesaler, family ties. Friendly enough, try again in half a year.",
            "No need for {product}: they closed that part of the shop.",
            "Price is the only thing that counts here and we cannot match it.",
            "Head office decides now. Local staff may not order any more.",
        ),
        "zh": (
            "{who}还是从亲戚的批发店拿货，态度客气，半年后再来。",
            "那块业务停了，不需要{product}。",
            "这里只看价格，我们给不到。",
            "现在总部统一采购，店里不能自己订货了。",
        ),
    },
}

DETAILS: dict[str, dict[str, tuple[str, ...]]] = {
    "bakery": {"en": ("New oven in, so the back room is half the size.", "They sell out of rye by ten.", "Wedding season: cake boxes go twice as fast."), "zh": ("新烤箱进场，后间小了一半。", "吐司十点前就卖完。", "婚宴订单多，蛋糕盒用量翻倍。")},
    "pharmacy": {"en": ("Flu jabs start next week, they expect queues.", "The health inspector was here on Monday, no remarks.", "They moved sanitiser next to the till."), "zh": ("下周开始打流感疫苗，估计要排队。", "周一卫生检查来过，没问题。", "免洗洗手液摆到收银台旁边了。")},
    "workshop": {"en": ("Two lifts out of order, the yard is full.", "The apprentices use twice the hand cleaner.", "A fleet of eight vans is now serviced here."), "zh": ("两台举升机坏了，院子停满车。", "学徒洗手膏用得特别快。", "新接了八辆货车的保养。")},
    "clinic": {"en": ("A third doctor joins soon.", "They want everything on one delivery note per room.", "Waiting room redone, new dispensers at the door."), "zh": ("快要来第三位医生。", "希望送货单按诊室分开。", "候诊区重新装修，门口加了皂液器。")},
    "restaurant": {"en": ("Takeaway is now half of their trade.", "Kitchen extraction is being rebuilt, degreaser matters.", "They are booked out for the regatta weekend."), "zh": ("外卖已经占一半生意。", "厨房排烟在改造，除油剂要备足。", "节假日包桌都订满了。")},
    "cafe": {"en": ("Students have found the place, cups fly.", "They charge for paper cups now and lend mugs.", "Terrace opens next week, twelve more seats."), "zh": ("附近学生都来，纸杯用得飞快。", "自带杯减两块，纸杯用量降了点。", "下周开露台，多十二个座位。")},
    "hardware": {"en": ("They gave us the end of the aisle, good spot.", "Our gloves hang above the competitor's now.", "Saturday is the day here; never come on a Saturday."), "zh": ("把过道尽头那排给了我们，位置好。", "我们的手套挂在别家上面了。", "周六最忙，千万别周六来。")},
    "grocer": {"en": ("Paper bags only, plastic is gone for good.", "The cold shelf is being replaced next month.", "They have a lad for deliveries on a bicycle now."), "zh": ("全换纸袋，塑料袋不用了。", "冷柜下个月要换。", "新请了送货小弟，骑车送附近。")},
    "hotel": {"en": ("Full for the sailing week.", "They are down to three housekeepers, so large packs help.", "Small soap bottles will go; wall dispensers come in every bath."), "zh": ("旺季客房全满。", "客房阿姨只剩三位，大包装省事。", "小瓶洗沐要取消，浴室统一装壁挂。")},
    "salon": {"en": ("A second basin is going in.", "They wash forty towels a day.", "Two new chairs, opening until nine on Thursdays."), "zh": ("要加一个洗头位。", "每天洗四十条毛巾。", "添了两个座位，周四开到九点。")},
    "school": {"en": ("Holidays start in two weeks: no deliveries then.", "A stomach bug is going round, soap goes fast.", "Orders need two signatures since this term."), "zh": ("两周后放假，放假不收货。", "最近班里闹肠胃，洗手液用得快。", "这学期起下单要两个人签字。")},
    "vet": {"en": ("The large dog ward is open now.", "They asked for a floor cleaner without scent; the cats mind.", "A parrot told me to go away."), "zh": ("大型犬病房启用了。", "要无香的地面清洁剂，猫闻不惯。", "住院的鹦鹉跟我说再见。")},
    "dentist": {"en": ("New sterilising room, shown to me with pride.", "They count gloves per chair now.", "Patients' cups must be paper from next year."), "zh": ("新消毒间弄得很漂亮，带我参观了。", "手套现在按牙椅统计。", "漱口杯明年起都用纸的。")},
    "fishmonger": {"en": ("Best before six in the morning; after that the auction.", "Ice machine broke, boxes are needed more than ever.", "The floor is scrubbed four times a day."), "zh": ("早上六点前来最好，之后要赶拍卖。", "制冰机坏了，保温箱更要紧。", "地面一天刷四遍。")},
    "gym": {"en": ("The holiday crowd is gone, wipes back to normal.", "They want wall holders for the wipes by every machine.", "New showers open at the end of the month."), "zh": ("放假那批人走了，湿巾用量回到平常。", "想在每台器械旁装湿巾架。", "月底新淋浴间启用。")},
    "print": {"en": ("Parcel counter doubled; tape is the thing.", "They print menus for half the street.", "The big machine is out for repair until Friday."), "zh": ("快递量翻倍，封箱胶带最要紧。", "半条街的菜单都在这印。", "大机器送修，周五才回来。")},
}  # fmt: skip


@dataclass(frozen=True)
class Promise:
    """Something a rep says she will do: as said, as a task, and as told at the next visit; each (English, Chinese)."""

    key: str
    kind: str
    days: int
    said: tuple[str, str]
    task: tuple[str, str]
    kept: tuple[str, str]


PROMISES = (
    Promise("price", "email", 2, ("Send the price in writing for {product}", "书面报价：{product}"), ("Send {product} price to {who}", "给{who}发{product}报价"), ("They have our written price.", "报价已经收到。")),
    Promise("samples", "visit", 7, ("Bring two samples of {product}", "带两份{product}样品"), ("Bring samples of {product}", "带{product}样品过去"), ("Brought the samples I had promised.", "上次答应的样品带来了。")),
    Promise("dispenser", "visit", 10, ("Fit a new foam dispenser by the back sink", "在后面水池装一个新皂液器"), ("Fit foam dispenser, tools in the boot", "去装皂液器，记得带工具"), ("Fitted the new dispenser by the back sink.", "后面水池的皂液器装好了。")),
    Promise("delivery", "call", 1, ("Find out whether delivery before nine is possible", "确认能不能九点前送货"), ("Ask the depot about early delivery", "问仓库能否早送"), ("Early delivery works now, {who} is relieved.", "早送的事落实了，{who}放心了。")),
    Promise("credit", "call", 2, ("Credit note for the last delivery", "给上次的货补差额"), ("Chase accounts for the credit note", "催财务开红字发票"), ("Credit note has arrived.", "差额已经退到账。")),
    Promise("data", "email", 3, ("Safety data sheet for the {product}", "{product}的安全资料"), ("E-mail safety data sheet to {who}", "把安全资料发给{who}"), ("Safety sheet is in their folder.", "安全资料已经存档。")),
    Promise("partner", "call", 5, ("Ring again once the partner is back", "等合伙人回来再打电话"), ("Call {who} about the decision", "给{who}打电话问结果"), ("The partner has agreed in principle.", "合伙人原则上同意了。")),
    Promise("training", "visit", 14, ("Show the new staff how to dose the concentrate", "教新员工怎么稀释浓缩液"), ("Show staff the dosing bottle", "给员工演示稀释瓶"), ("Showed the staff how to dose, ten minutes well spent.", "教了员工怎么稀释，十分钟就会。")),
    Promise("size", "call", 1, ("Check the size on the next order before it leaves", "下一单发货前核对尺码"), ("Check size on the order of {who}", "核对{who}那单的尺码"), ("The right size came this time.", "这次尺码没送错。")),
    Promise("shelf", "visit", 21, ("Bring a shelf strip with the refill sizes", "带一条补充装的货架标签"), ("Bring shelf strip", "带货架标签"), ("Put up the shelf strip.", "货架标签贴好了。")),
    Promise("contract", "todo", 4, ("Prepare the yearly agreement for signature", "准备年度协议签字"), ("Prepare yearly agreement", "准备年度协议"), ("They have the agreement and are reading it.", "协议给了，他们在看。")),
    Promise("ask", "call", 6, ("Ring next week to hear how the samples went", "下周打电话问样品用得怎样"), ("Ask {who} how the samples went", "问{who}样品用得怎样"), ("{who} had good words for the samples.", "{who}说样品好用。")),
    Promise("ring", "call", 3, ("Ring first, then come again", "先打电话约好再来"), ("Ring {who} for a date", "给{who}打电话约时间"), ("Had rung first this time, so {who} was ready for me.", "这次先约好了，{who}在等我。")),
    Promise("message", "message", 1, ("Send the delivery day by text message", "把送货日期发短信"), ("Text the delivery day to {who}", "给{who}发送货日期"), ("Thanked me for the text about the delivery.", "谢谢我提前发送货短信。")),
)  # fmt: skip

# What is promised after which outcome. Where the note already says what is wanted, the promise of the same place follows.
PROMISES_FOR = {
    "order": ("delivery", "message", "shelf", "contract", "training"),
    "interested": ("price", "ask", "price", "delivery", "price", "dispenser", "partner", "samples", "price", "price"),
    "checked": ("shelf", "dispenser", "training", "data"),
    "complaint": ("credit", "samples", "credit", "credit", "samples", "size"),
    "absent": ("ring",),
    "declined": (),
}
IN_STEP = ("interested", "complaint")
# Only these come with a safety data sheet, and only these are dosed.
CHEMICALS = ("soap", "degreaser", "floor", "wipes", "sanitiser", "grit", "laundry")
DOSED = ("degreaser", "floor", "laundry")

PURPOSES = {
    "en": ("Regular visit", "Shelf check and reorder", "Show the refill system", "New price list"),
    "zh": ("例行拜访", "盘货架、补单", "介绍补充装", "送新价目表"),
}  # fmt: skip
# What a visit is for when the last one left a promise open.
PURPOSE_AFTER = {
    "price": ("Talk about our price", "谈报价"), "samples": ("Bring the samples", "送样品"), "dispenser": ("Fit the dispenser", "装皂液器"),
    "delivery": ("Early deliveries", "谈早送货"), "credit": ("After the complaint", "投诉回访"), "data": ("Safety sheets", "送安全资料"),
    "partner": ("Hear the decision", "问合伙人意见"), "training": ("Train the staff", "培训员工"), "size": ("After the wrong delivery", "错送回访"),
    "shelf": ("Shelf check, bring strip", "盘货架、贴标签"), "contract": ("Yearly agreement", "签年度协议"), "message": ("Regular visit", "例行拜访"),
    "ask": ("See how the samples went", "问样品试用情况"), "ring": ("Second try, by appointment", "约好再访"),
}  # fmt: skip

FIRST_PURPOSES = {
    "en": ("First visit", "Introduce ourselves", "They asked for a price"),
    "zh": ("首次拜访", "上门认识一下", "对方询价"),
}

CANCELLED = {
    "en": ("Owner rang: closed for stocktake.", "They asked for next week instead.", "Street closed for the parade.", "Long visit before, no time left.", "Power cut in the whole block.", "{who} is ill."),
    "zh": ("老板来电：今天盘点不营业。", "对方改到下周。", "道路封闭，过不去。", "前一家耽搁太久。", "整条街停电。", "{who}病了。"),
}  # fmt: skip

# Tasks that no visit made: what else is on a rep's desk.
DESK = (
    ("call", "Call back {who} about {product}", "给{who}回电话，{product}的事"),
    ("email", "Send the new catalogue to {who}", "把新目录发给{who}"),
    ("message", "Ask {who} whether the {product} arrived", "问{who}{product}到货没有"),
    ("todo", "Check open invoices with accounts", "和财务对未结发票"),
    ("call", "Ask {who} for a reference", "请{who}写一句推荐"),
    ("visit", "Drop off the stand for {product}", "送{product}陈列架"),
    ("todo", "Update opening hours", "更新营业时间"),
    ("call", "Congratulate {who} on the anniversary of the shop", "店庆给{who}道贺"),
)
WITHOUT_CUSTOMER = (
    ("todo", "Restock samples in the car", "补车上的样品", "weekly"),
    ("todo", "Mileage sheet for the office", "交里程表", "monthly"),
    ("todo", "Car to the garage for the service", "送车保养", ""),
)

COMMENTS = {
    "en": ("Well handled. Keep me posted on the agreement.", "Good find. Offer them the large pack next time.", "I spoke to the depot about this, it will not happen again.", "Nice. Could this one be a reference?"),
    "zh": ("处理得好，协议有进展告诉我。", "不错，下次推大包装。", "我和仓库说过了，不会再发生。", "很好，可以请他们当标杆客户吗？"),
}  # fmt: skip
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
