"""The trades of the city: what each is called, who works there, what it buys from a supplier of hygiene and packaging."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """One line of business; every text comes as (English, Chinese)."""

    key: str
    label: tuple[str, str]
    titles: tuple[tuple[str, str], ...]
    buys: tuple[str, ...]


# What the demo company sells, as a rep writes it in a note.
PRODUCTS: dict[str, tuple[str, str]] = {
    "soap": ("foam soap refills", "泡沫洗手液补充装"),
    "towel": ("interleaved hand towel", "抽取式擦手纸"),
    "roll": ("jumbo toilet rolls", "大卷卫生纸"),
    "gloves": ("nitrile gloves, size M", "丁腈手套 M 码"),
    "vinyl": ("vinyl gloves", "PVC 手套"),
    "bags": ("kraft paper bags", "牛皮纸袋"),
    "cakebox": ("cake boxes, 10 inch", "10 寸蛋糕盒"),
    "cups": ("compostable cups", "可降解纸杯"),
    "takeaway": ("takeaway boxes, 750 ml", "750 毫升外带餐盒"),
    "degreaser": ("degreaser concentrate", "浓缩除油剂"),
    "floor": ("neutral floor cleaner", "中性地面清洁剂"),
    "wipes": ("surface wipes", "消毒湿巾"),
    "sanitiser": ("hand sanitiser, 1 litre", "1 升免洗洗手液"),
    "liners": ("80-litre bin liners", "80 升垃圾袋"),
    "rags": ("workshop wipes", "工业擦拭布"),
    "grit": ("heavy-duty hand cleaner", "磨砂洗手膏"),
    "laundry": ("laundry powder, 10 kg", "10 公斤装洗衣粉"),
    "couch": ("couch roll", "诊疗床垫纸"),
    "sharps": ("sharps bins", "利器盒"),
    "ice": ("insulated fish boxes", "保温鱼箱"),
    "tape": ("packing tape", "封箱胶带"),
    "amenity": ("guest soap and shampoo", "客房洗沐套装"),
}

OWNER = ("Owner", "老板")
MANAGER = ("Manager", "经理")
BUYER = ("Purchasing", "采购")
OFFICE = ("Office manager", "办公室主管")

TRADES = (
    Trade("bakery", ("Bakery", "面包房"), (OWNER, ("Head baker", "烘焙师傅"), ("Shop manager", "店长")), ("bags", "cakebox", "gloves", "floor", "liners")),
    Trade("pharmacy", ("Pharmacy", "药房"), (("Pharmacist in charge", "执业药师"), OWNER, ("Dispensary assistant", "药房助理")), ("sanitiser", "wipes", "gloves", "bags", "soap")),
    Trade("workshop", ("Workshop", "修理厂"), (("Workshop foreman", "车间主管"), OWNER, ("Parts clerk", "配件员")), ("rags", "grit", "gloves", "degreaser", "liners")),
    Trade("clinic", ("Clinic", "诊所"), (("Practice manager", "诊所主管"), ("Head nurse", "护士长"), BUYER), ("couch", "sharps", "gloves", "sanitiser", "wipes")),
    Trade("restaurant", ("Restaurant", "餐馆"), (OWNER, ("Head chef", "主厨"), ("Floor manager", "楼面经理")), ("takeaway", "degreaser", "towel", "liners", "vinyl")),
    Trade("cafe", ("Café", "茶饮咖啡"), (OWNER, ("Head barista", "咖啡师"), ("Shift lead", "值班经理")), ("cups", "bags", "towel", "wipes", "soap")),
    Trade("hardware", ("Hardware store", "五金店"), (OWNER, BUYER, ("Counter manager", "柜台主管")), ("gloves", "rags", "tape", "liners", "grit")),
    Trade("grocer", ("Grocer", "食品店"), (OWNER, ("Store manager", "店长"), BUYER), ("bags", "vinyl", "floor", "liners", "towel")),
    Trade("hotel", ("Hotel", "旅馆"), (("Housekeeping manager", "客房主管"), ("General manager", "总经理"), BUYER), ("amenity", "roll", "laundry", "soap", "liners")),
    Trade("salon", ("Salon", "美发店"), (OWNER, ("Senior stylist", "首席发型师"), ("Front desk", "前台")), ("vinyl", "towel", "wipes", "laundry", "soap")),
    Trade("school", ("School", "学校"), (("Bursar", "总务主任"), ("Caretaker", "后勤主管"), OFFICE), ("soap", "towel", "roll", "floor", "sanitiser")),
    Trade("vet", ("Veterinary practice", "宠物医院"), (("Practice manager", "院务主管"), ("Head vet", "主治兽医"), ("Veterinary nurse", "宠物护士")), ("gloves", "wipes", "floor", "sharps", "towel")),
    Trade("dentist", ("Dental practice", "牙科"), (("Practice manager", "诊所主管"), ("Dentist", "牙医"), ("Dental nurse", "牙科护士")), ("gloves", "wipes", "cups", "couch", "sanitiser")),
    Trade("fishmonger", ("Seafood trader", "海鲜行"), (OWNER, ("Cold store foreman", "冷库主管"), ("Stall manager", "档口负责人")), ("ice", "vinyl", "degreaser", "bags", "liners")),
    Trade("gym", ("Gym", "健身馆"), (OWNER, ("Club manager", "馆长"), ("Front desk", "前台")), ("wipes", "towel", "soap", "roll", "sanitiser")),
    Trade("print", ("Print and parcel shop", "文印快递"), (OWNER, MANAGER, ("Counter clerk", "店员")), ("tape", "bags", "rags", "towel", "soap")),
)  # fmt: skip

BY_KEY = {trade.key: trade for trade in TRADES}

ENGLISH_NAMES: dict[str, tuple[str, ...]] = {
    "bakery": ("Harlow's Crust", "The Early Oven", "Sixpenny Loaf", "Brindle & Rye", "Dockside Bakehouse", "Marram Sourdough", "Three Sieves Bakery", "Penrose Pastry", "Flour & Tide", "Ottilie's Cakes", "Warm Corner Bakery", "Quince and Crumb", "Gullwing Bakery"),
    "pharmacy": ("Lamplight Pharmacy", "Quayside Chemist", "Fennel & Rose Pharmacy", "Mortar & Mint", "Harbour Dispensary", "Wexcombe Pharmacy", "Tern Street Chemist", "Goodwell Pharmacy", "Anchor Pharmacy", "Bellbird Chemist", "Clocktower Pharmacy", "Saltmarsh Pharmacy", "Nightbell Pharmacy"),
    "workshop": ("Dunmore Motor Works", "Ratchet & Sons", "Slipway Engineering", "Fairlead Auto Repairs", "Kiln Road Garage", "Osprey Diesel", "Bracket Brothers Welding", "Two Jacks Tyres", "Halyard Marine Engines", "Copperhead Radiators", "Ironbark Fabrication", "Tillerman Outboards", "Pitstop on Foundry"),
    "clinic": ("Breakwater Family Clinic", "Seagrass Medical Centre", "Orchard Road Surgery", "Heron Physiotherapy", "Kestrel Eye Clinic", "Pilot Street Doctors", "Stillwater Skin Clinic", "Lantern Women's Health", "Footbridge Podiatry", "Northlight Pathology", "Ember Street Medical", "Saltair Sleep Clinic", "Juniper Children's Clinic"),
    "restaurant": ("The Brass Cleat", "Mango Tree Kitchen", "Old Ferry Grill", "Saffron Boathouse", "Cormorant & Fig", "Tamarind Yard", "The Copper Ladle", "Smoke on Silver Street", "Nonna Pellegrina", "The Low Tide", "Bramble House Dining", "Kite & Barrel", "Pepperwharf"),
    "cafe": ("Second Bell Coffee", "The Spare Cup", "Foghorn Espresso", "Magpie & Moss", "Little Wharf Coffee", "Porthole Café", "Driftwood Roasters", "Teaspoon on Market", "Paper Boat Café", "Slow Ferry Coffee", "Canary Yellow Café", "The Wet Umbrella", "Bootlace Coffee Bar"),
    "hardware": ("Thistledown Hardware", "Hinge & Bolt", "Wainwright Tools", "Port Lantern Timber", "The Nail Barrel", "Coopers Paint and Hardware", "Bollard Building Supplies", "Spindle Locksmiths", "Rigger's Rope and Chain", "Fernley Garden Centre", "Bright Spark Electrical", "Plumbline Trade Centre", "Tinsmith & Daughter"),
    "grocer": ("Green Barrow", "Market Cross Grocers", "Fig & Feather Deli", "Halfpenny Foods", "The Cheese Locker", "Sunup Fruit Barn", "Bluegum Butchers", "Salt Lane Provisions", "Corner Basket", "Olive & Anchor", "Tidewater Organics", "Barrow Boys Produce", "Nutmeg Lane Spices"),
    "hotel": ("The Lamplighter Hotel", "Semaphore Rooms", "Harbour View Lodge", "The Captain's Rest", "Pelican House", "Station Road Motel", "The Weighhouse Hotel", "Bougainvillea Inn", "Cooper's Yard Hostel", "Mangrove Apartments", "The Fourth Buoy", "Seven Palms Motel", "Observatory Guest House"),
    "salon": ("Scissors of Silver Street", "Curl & Current", "The Gentleman's Comb", "Saltwater Hair", "Velvet Fringe", "Fox & Parting", "Bay Rum Barbers", "Honeycomb Nails", "Mirror Lane", "The Parting Glass Barbers", "Lash & Lantern", "Plait House", "Tides Day Spa"),
    "school": ("Banyan Tree Kindergarten", "Signal Point Primary", "St Brannoc's College", "Little Pelicans Childcare", "Harbour Sailing School", "Kiln Fields High School", "Paperbark Early Learning", "Lantern Music Academy", "Ropewalk Trade College", "Bright Harbour Tutoring", "Flagstaff Preschool", "Orchid Dance Academy", "Driftwood Bay School"),
    "vet": ("Whisker & Wing Vets", "Harbour Animal Hospital", "Paws on Potters", "Long Paddock Vets", "Ginger Cat Clinic", "Seabird Rescue Centre", "Market Cross Veterinary", "Kiln Fields Kennels", "Tail Feather Bird Vets", "Brumby Equine", "Old Harbour Cat Hotel", "Three Terriers Vets", "Collar & Lead Grooming"),
    "dentist": ("Bright Molar Dental", "Lighthouse Dental", "Seaview Orthodontics", "Customs House Dentists", "Gentle Tooth Practice", "Pilot Street Dental", "White Cap Dental", "Kiln Fields Family Dental", "Crown & Bridge Studio", "Smiles on Semaphore", "Harbour Oral Surgery", "Pearl Row Dental", "Market Cross Dentists"),
    "fishmonger": ("Hallam's Wet Fish", "Blue Swimmer Seafoods", "Gannet & Co Fish Merchants", "Prawn Shed", "Coral Trout Traders", "Nightwatch Oysters", "Wharf Three Seafood", "Line & Sinker Fish Bar", "Barnacle & Brown", "The Scallop Queen", "Deepwater Cold Store", "Reef Table Seafood", "Morning Auction Fish"),
    "gym": ("Capstan Strength", "Breakwater Swim Club", "The Rowing Shed", "Lantern Yoga House", "Ironclad Fitness", "Spring Tide Pilates", "Harbour Boxing Club", "High Water Climbing", "Fleetfoot Running Studio", "Foundry Barbell Hall", "Balance Beam Gymnastics", "Windlass Gym", "Northside Squash Courts"),
    "print": ("Inkwell & Plate", "Fast Ferry Couriers", "Pressgang Printing", "Parcel Pier", "Copperplate Copy Shop", "Stamp & Seal", "Broadside Posters", "Harbour Sign Works", "The Paper Trail", "Carbon Copy Station Road", "Gangway Freight", "Blueprint Bureau", "Letterbox Lane"),
}  # fmt: skip

CHINESE_NAMES: dict[str, tuple[str, ...]] = {
    "bakery": ("麦香里面包房", "老街酥饼店", "晨光烘焙", "渡口桥头包子铺", "小满蛋糕", "阿婆糕点", "禾木吐司", "桂花糖水点心", "福来西饼", "半日烘焙工房", "双喜饼家"),
    "pharmacy": ("仁和堂药房", "灯港康民药店", "百草居中药行", "同安大药房", "榕树下药房", "济众堂", "惠民药店", "杏林春药行", "安宁药房", "庙街国药号", "长青药房"),
    "workshop": ("顺达汽车修理", "老郑机修厂", "海风轮胎行", "宏远船机维修", "铁匠林焊接", "金轮摩托行", "通力液压", "万里汽修", "永固钣金", "鑫源电机维修", "小马快修"),
    "clinic": ("榕坪全科诊所", "明德中医馆", "康泰针灸推拿", "慧眼眼科诊所", "安心儿科", "怀仁堂诊所", "和睦妇产门诊", "茉莉皮肤诊所", "正骨李诊所", "清泉体检中心", "海棠耳鼻喉诊所"),
    "restaurant": ("潮汐海鲜酒家", "四时小馆", "阿强烧腊", "蜀香居", "老码头火锅", "一碗云吞面", "兰州郭家拉面", "荷塘月色酒楼", "东北饺子馆", "客家人家", "灯塔茶餐厅"),
    "cafe": ("半糖茶铺", "雾里咖啡", "茶商街老茶馆", "拾光咖啡", "芋圆小站", "青柠水吧", "鹊桥奶茶", "一盏茶", "港湾咖啡屋", "豆仔豆浆", "慢船茶寮"),
    "hardware": ("大同五金行", "老陈锁具", "宏基建材", "好帮手工具店", "兴旺水电材料", "光明灯饰", "百家油漆行", "利民五金", "精工螺丝行", "绿园园艺资材", "阿坤绳缆"),
    "grocer": ("家家鲜果", "万客来超市", "东方杂货", "阿姨的菜摊", "金穗粮油", "南北干货行", "鲜丰水果", "隆兴肉铺", "喜乐便利店", "素心豆腐坊", "莲花街菜市三号档"),
    "hotel": ("海雾旅馆", "福满楼宾馆", "榕荫客栈", "远帆酒店", "庙街青年旅舍", "悦来客栈", "桂花里民宿", "望潮公寓酒店", "站前商务宾馆", "听涛小筑"),
    "salon": ("剪刀手美发", "丽人美容院", "阿萍发廊", "指尖美甲", "一丝不苟理发店", "云鬓造型", "老上海理发", "清颜护肤馆", "小城故事美发", "足下生风足浴"),
    "school": ("小太阳幼儿园", "灯港华文学校", "启明补习中心", "桑树路小学", "墨香书法班", "育才托儿所", "星海琴行", "飞鱼游泳学校", "博文英语", "巧手陶艺教室"),
    "vet": ("爱宠动物医院", "毛孩子宠物诊所", "旺财宠物店", "喵星人猫医院", "榕坪兽医站", "小爪子美容", "安康宠物医院", "百灵鸟店", "锦鲤水族", "汪汪乐园寄养"),
    "dentist": ("白玉牙科", "微笑口腔", "陈氏牙科诊所", "康齿口腔", "银街牙医", "童牙儿童口腔", "皓月正畸", "林氏齿科", "优牙口腔门诊", "佳美口腔"),
    "fishmonger": ("渔港一号海鲜", "阿海鱼行", "金鳞水产", "潮汕鱼丸", "东海冷冻", "蚝爷生蚝", "虾兵蟹将水产", "老渔夫干货", "鲜满舱海鲜档", "帆船码头鱼市七号"),
    "gym": ("龙腾武馆", "静心瑜伽", "飞跃羽毛球馆", "铁人健身", "太极苑", "蓝湾泳馆", "乒乓之家", "动力健身工场", "舞动人生舞蹈室", "跃动篮球馆"),
    "print": ("快印坊", "新文印刷", "顺路速递点", "彩虹图文", "老字号刻章", "诚信打包托运", "翰林文具", "一路通货运", "红榜广告招牌", "四海邮包"),
}  # fmt: skip

# Private people who buy like a small business; the words after the name say what they do.
ENGLISH_PERSONS = (
    ("Rosalind Achterberg", "mobile caterer"), ("Desmond Okafor", "market stall, honey and jam"),
    ("Fenella Crane", "home midwife"), ("Ruairi Tolland", "boat painter"),
    ("Isolde Marchetti", "wedding cakes from home"), ("Barnaby Quill", "piano restorer"),
    ("Wilhelmina Stroud", "dog groomer"), ("Amos Delacourt", "holiday flats"),
    ("Tamsin Oyelaran", "massage therapist"), ("Gideon Farr", "upholsterer"),
    ("Clementine Voss", "family day care"), ("Hector Balfour-Lim", "food truck"),
)  # fmt: skip

CHINESE_PERSONS = (
    ("方静怡", "家庭烘焙"), ("戴国梁", "民宿房东"), ("钟秀兰", "月嫂服务"), ("严志远", "流动早餐车"),
    ("尹小曼", "上门美甲"), ("侯德福", "修表刻章"), ("孟晓岚", "家庭托管"), ("龚建军", "渔船船主"),
    ("殷雪梅", "裁缝"), ("葛文斌", "空调清洗"), ("涂阿珍", "夜市小吃"), ("柏承志", "盆景园艺"),
)  # fmt: skip
