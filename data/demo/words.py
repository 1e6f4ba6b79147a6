"""The bilingual words the demo company's names are built from: all invented, none of a real firm.

Every list holds pairs (English, Chinese), each unique within its column, so that a name that is
unique in one language is unique in the other.
"""

__all__ = [
    "BRANDS",
    "CITIES",
    "CONTACT_TITLES",
    "GIVEN_NAMES",
    "INDUSTRIES",
    "OVERSEAS_FAMILY_NAMES",
    "OVERSEAS_GIVEN_NAMES",
    "REGIONS",
    "SEGMENTS",
    "SURNAMES",
    "TEAMS",
    "TITLES",
]

Pair = tuple[str, str]


def _pairs(text: str) -> list[Pair]:
    """Read ``English=Chinese`` pairs separated by commas."""
    pairs = [tuple(part.strip().split("=")) for part in text.split(",")]
    return [(english, chinese) for english, chinese in pairs]


#: Regions of customers and salespeople, in the order of the teams.
REGIONS = _pairs("North=华北, East=华东, South=华南, West=西部, Overseas=海外")

#: One team a region.
TEAMS = _pairs(
    "Team North=华北团队, Team East=华东团队,"
    "Team South=华南团队, Team West=西部团队, Team Overseas=海外团队"
)

#: Segments by size of customer, largest first.
SEGMENTS = _pairs("Key account=重点客户, Mid-size=中型客户, Small=小型客户")

#: Titles of our own people: three of sales by seniority, then one a function.
TITLES = _pairs(
    "Sales Representative=销售代表, Senior Sales Representative=高级销售代表,"
    "Key Account Manager=大客户经理, Regional Sales Manager=区域销售经理,"
    "Service Engineer=服务工程师, Application Engineer=应用工程师, Head of People=人力资源负责人,"
    "Managing Director=总经理, Mail Robot=邮件机器人"
)

#: Titles of people at the customers.
CONTACT_TITLES = _pairs(
    "Buyer=采购员, Head of Purchasing=采购经理, Plant Manager=厂长, Maintenance Lead=设备主管,"
    "Quality Manager=质量经理, Project Engineer=项目工程师, Finance Director=财务总监,"
    "General Manager=总经理"
)

#: Each industry with the trades its companies are named after.
INDUSTRIES: dict[Pair, list[Pair]] = {
    ("Machinery", "机械制造"): _pairs(
        "Precision Tools=精密工具, Machine Works=机械, Bearings=轴承, Castings=铸造, Pumps=泵业"
    ),
    ("Electronics", "电子"): _pairs(
        "Circuits=电路, Sensors=传感, Connectors=连接器, Displays=显示, Power Supplies=电源"
    ),
    ("Food and beverage", "食品饮料"): _pairs(
        "Foods=食品, Dairy=乳业, Beverages=饮品, Grain Mills=粮油, Bakeries=烘焙"
    ),
    ("Chemicals", "化工"): _pairs(
        "Coatings=涂料, Resins=树脂, Fine Chemicals=精细化工, Adhesives=胶粘, Pigments=颜料"
    ),
    ("Medical supplies", "医疗用品"): _pairs(
        "Medical Devices=医疗器械, Diagnostics=诊断, Dental Supplies=口腔器材, Labware=实验器皿,"
        "Optics=光学"
    ),
    ("Automotive parts", "汽车零部件"): _pairs(
        "Auto Parts=汽车零部件, Brakes=制动, Wheels=车轮, Seating=座椅, Gearboxes=变速箱"
    ),
    ("Packaging", "包装"): _pairs(
        "Packaging=包装, Paper=纸业, Labels=标签, Glassware=玻璃, Plastics=塑料"
    ),
    ("Logistics", "物流"): _pairs(
        "Freight=货运, Cold Chain=冷链, Warehousing=仓储, Container Lines=集装箱, Couriers=快运"
    ),
}


def _crossed(first: list[Pair], second: list[Pair]) -> list[Pair]:
    return [(a + b, c + d) for a, c in first for b, d in second]


#: Brand names: every beginning with every ending, 144 in each language.
BRANDS = _crossed(
    _pairs(
        "Ald=海, Bran=澜, Cor=衡, Dun=岱, El=沐, Fen=楚,"
        "Gar=霁, Hol=朔, Kel=湘, Lor=晏, Mar=翊, Nor=砺"
    ),
    _pairs(
        "bridge=桥, croft=禾, dale=川, field=原, ford=渡, gate=拓, haven=屿, holm=松, mere=和,"
        "port=程, ridge=岳, wick=臻"
    ),
)

#: Cities that tell the companies of one group apart.
CITIES = _pairs(
    "Suzhou=苏州, Ningbo=宁波, Foshan=佛山, Wuhan=武汉, Tianjin=天津, Chengdu=成都, Xiamen=厦门"
)

SURNAMES = _pairs(
    "Chen=陈, Wang=王, Li=李, Zhang=张, Liu=刘, Yang=杨, Zhao=赵, Huang=黄, Zhou=周, Wu=吴, Xu=徐,"
    "Sun=孙, Hu=胡, Zhu=朱, Gao=高, Lin=林, He=何, Guo=郭, Ma=马, Luo=罗, Liang=梁, Song=宋,"
    "Zheng=郑, Xie=谢, Han=韩, Tang=唐, Feng=冯, Yu=于, Dong=董, Xiao=萧, Cheng=程, Cao=曹,"
    "Yuan=袁, Deng=邓, Fu=傅, Shen=沈, Zeng=曾, Peng=彭, Lu=卢, Jiang=蒋, Cai=蔡, Jia=贾, Ding=丁,"
    "Wei=魏, Xue=薛, Ye=叶, Yan=阎, Pan=潘, Du=杜, Dai=戴, Xia=夏, Zhong=钟, Tian=田, Ren=任,"
    "Fan=范, Shi=石, Yao=姚, Tan=谭, Liao=廖, Zou=邹"
)

GIVEN_NAMES = _pairs(
    "Jianhua=建华, Zhiyuan=志远, Xiaomei=晓梅, Haitao=海涛, Yuting=雨婷, Wenjie=文杰, Lihua=丽华,"
    "Guoqiang=国强, Minghui=明辉, Xueying=雪莹, Zihan=子涵, Jiaxin=佳欣, Ruolin=若琳, Chenxi=晨曦,"
    "Haoran=浩然, Sihan=思涵, Weiguo=卫国, Hongmei=红梅, Jingyi=静怡, Kexin=可欣, Tianyu=天宇,"
    "Qiuyue=秋月, Bowen=博文, Dongmei=冬梅, Shulan=淑兰, Xinyi=欣怡, Zhenhua=振华, Guilan=桂兰,"
    "Yongjun=永军, Chunyan=春燕, Lixia=丽霞, Fenglin=凤林, Jinlong=金龙, Wanting=婉婷, Yaqin=雅琴,"
    "Hongwei=宏伟, Shaofeng=少峰, Jiahui=嘉慧,"
    "Zhigang=志刚, Xiulan=秀兰, Mingyue=明月, Yunfei=云飞,"
    "Ruixue=瑞雪, Changqing=长青, Hailong=海龙, Suzhen=素珍, Linna=琳娜, Zhengyu=正宇, Peiwen=佩雯,"
    "Shiqi=诗琪, Yichen=奕辰, Liting=丽婷, Xiangyu=翔宇, Baoguo=保国, Qingfeng=清风, Shanshan=珊珊,"
    "Yulan=玉兰, Zhihao=志豪, Kaiwen=凯文, Manli=曼丽"
)

OVERSEAS_GIVEN_NAMES = _pairs(
    "Anna=安娜, Bruno=布鲁诺, Carla=卡拉, Diego=迭戈, Elena=埃琳娜, Felix=费利克斯, Greta=格蕾塔,"
    "Henrik=亨里克, Ines=伊内斯, Jonas=约纳斯,"
    "Karin=卡琳, Lukas=卢卡斯, Marta=玛尔塔, Niels=尼尔斯,"
    "Olga=奥尔加, Paulo=保罗, Renata=雷娜塔, Stefan=斯特凡, Teresa=特蕾莎, Viktor=维克托,"
    "Wanda=旺达, Xenia=克塞尼娅, Yannick=扬尼克, Zora=佐拉"
)

OVERSEAS_FAMILY_NAMES = _pairs(
    "Aldermann=阿尔德曼, Brandtner=勃兰特纳, Castellor=卡斯特洛, Dorning=多宁, Estevall=埃斯特瓦尔,"
    "Forsgard=福斯高, Grunwell=格伦韦尔,"
    "Hallström=哈尔斯特伦, Ibarrola=伊瓦罗拉, Jansmeer=扬斯米尔,"
    "Kowalden=科瓦尔登, Lindqvall=林德瓦尔, Moravec=莫拉维茨, Nordahl=诺达尔, Ostrander=奥斯特兰德,"
    "Pereiro=佩雷罗, Quintal=金塔尔, Rosmund=罗斯蒙德, Solberg=索尔贝格, Tavarent=塔瓦伦特,"
    "Ulverson=乌尔弗森, Vandeloo=范德洛, Westrup=韦斯特鲁普, Zielmann=齐尔曼"
)
