"""Who talks in the crowd, and where they work. All of them are invented."""

PEOPLE = (
    *("Aino Lehtonen", "Sigríður Halldórsdóttir", "Bastian Krüger", "Çağla Öztürk", "Mareike Voß"),
    *("Łukasz Wiśniewski", "Zdeňka Říhová", "Szabó Enikő", "Ioana Țepeș-Marin", "Ivana Kovačević"),
    *(
        "Ελένη Παπαδάκη",
        "Олена Ковальчук",
        "Милена Јовановић",
        "Данияр Сейтқали",
        "Անահիտ Սարգսյան",
    ),
    *("ნინო ბერიძე", "ليلى منصور", "أحمد الشريف", "هدى كريم", "يوسف بن صالح", "مهسا رستمی"),
    *("נועה ברקוביץ", "איתן שקד", "שירה אלמוג", "ሰላም ተስፋዬ", "Ọláyínká Adébáyọ̀", "Thandeka Mokoena"),
    *("Kwabena Ofori-Atta", "Wanjala Barasa", "Fatoumata Diallo", "Rojo Rakotomalala"),
    *("अनन्या जोशी", "ফারহানা ইসলাম", "கவிதா ராமன்", "Gurpreet Kaur Sandhu", "Tharindu Perera"),
    *("ณัฐพล วงศ์สวัสดิ์", "Nguyễn Thị Hồng Nhung", "Siti Rahmawati", "Maria Luwalhati Reyes"),
    *("陈思远", "林佳慧", "佐藤美咲", "高橋大輔", "박서연", "Батбаяр Энхтуяа", "Aroha Ngāta"),
    *(
        "Kaʻiulani Mahoe",
        "Tupaq Quispe",
        "Xóchitl Ramírez",
        "João Pedro Nóbrega",
        "Inés Etxeberria",
    ),
    *("Montserrat Puigdemunt", "Niamh Ní Dhomhnaill", "Eilidh MacAskill", "Gwenllian Rhys"),
    *(
        "Søren Østergaard",
        "Åsa Lindqvist",
        "Ragnhild Tveit",
        "Geert van der Zwaan",
        "Noémie Lefèvre",
    ),
    *("Giulia Brambilla", "Ħelen Żammit", "Besnik Hoxha", "Jānis Ozoliņš", "Rasa Žukauskaitė"),
    *(
        "Kadri Põldmäe",
        "Marjolein",
        "Dale",
        "Consuelo",
        "Bert from the warehouse",
        "Tired in Toledo",
    ),
    *(
        "pixel_pusher",
        "Moxie 🦦",
        "the_night_shift",
        "Mrs. Thistlewood",
        "Auntie Social",
        "Rufus T.",
    ),
    *("Harriet Blount", "Percival Adeyemi", "Ottoline Crabbe", "Winston Achterberg-Diaz"),
    *("Delphine Okafor", "Clementine Wu", "Magnus Thorburn", "Beatrix Halloran", "Cornelius Vane"),
    *("Philippa Nduta", "Ignatius Mbeki", "Rosamund Leitner", "Barnaby Szeto", "Hortense Guidry"),
    *("Linus Aaltonen", "Mirabel Santos", "Edgar Pohl", "Jocasta Freeman", "Thelonius Brandt"),
    *("Wilhelmina Roos", "Augustin Perrault", "Saoirse Keane", "Dmitri Valachek", "Petra Novotná"),
)

SITES = (
    *("hardware-and-more.example", "slow-bakery.example", "northpier-ferries.example"),
    *("tinroof-theatre.example", "candle-works.example", "three-bridges-books.example"),
    *("goodsoil.example", "the-bicycle-kitchen.example", "oldtown-optics.example"),
    *("lighthouse-radio.example", "second-sock.example", "marmalade-and-sons.example"),
)

PLACES = (
    *(
        "a chain of hardware stores",
        "a regional theater",
        "a maker of garden hoses",
        "a savings bank",
    ),
    *(
        "a ferry company",
        "an airport hotel",
        "a brewery",
        "a museum of natural history",
        "a seed shop",
    ),
    *(
        "a publisher of school books",
        "a bicycle courier service",
        "a dentists’ association",
        "a zoo",
    ),
    *(
        "a water utility",
        "a toy brand",
        "a bakery with nine branches",
        "a football club",
        "a railroad",
    ),
    *("an animal shelter", "a software firm for dentists", "a county library", "a furniture house"),
    *(
        "a mobile carrier",
        "a cheese dairy",
        "a choir",
        "a chain of gyms",
        "an optician’s",
        "a tea importer",
    ),
)
