package story

// cities are places below the level of a country: an event happens in one of
// them. States act and are acted on, and capitals stand for them ("Tokyo
// protests"), so the names of those part nothing; nor do names that are also
// common words.
var cities = plainKeys(`
kyiv kharkiv odesa odessa lviv dnipro zaporizhzhia kherson mykolaiv sumy chernihiv poltava donetsk luhansk kramatorsk pokrovsk bakhmut avdiivka mariupol
kryvyi vinnytsia zhytomyr rivne lutsk ternopil crimea sevastopol belgorod kursk bryansk rostov voronezh moscow petersburg novorossiysk murmansk kaliningrad
vladivostok saratov ryazan tula kazan minsk rzeszow vilnius riga tallinn munich hamburg marseille lyon
portsmouth plymouth glasgow naples milan barcelona hague amsterdam bucharest sofia belgrade
istanbul nicosia chisinau tbilisi yerevan baku haifa gaza rafah jenin nablus hebron beirut sidon damascus aleppo homs idlib latakia
baghdad mosul erbil basra isfahan natanz fordow bushehr shiraz tabriz bandar jeddah dhahran dubai sharjah manama muscat sanaa aden hodeidah marib
suez tripoli benghazi tunis algiers rabat khartoum darfur mogadishu nairobi addis djibouti bamako niamey abuja lagos maiduguri kinshasa goma
kabul kandahar karachi lahore peshawar quetta rawalpindi mumbai srinagar jammu dhaka colombo kathmandu yangon naypyidaw palawan
shanghai shenzhen guangzhou fujian kaohsiung kinmen okinawa yokosuka osaka nagoya sapporo guam saipan hawaii honolulu
wonsan sinpo sunan yongbyon sohae kaesong nampo busan incheon daegu daejeon gwangju ulsan pyeongtaek osan gunsan pohang jinhae jeju changwon sacheon
boston chicago houston dallas seattle denver philadelphia baltimore detroit miami tampa norfolk guantanamo caracas bogota havana
키이우 하르키우 오데사 르비우 드니프로 자포리자 헤르손 도네츠크 루한스크 마리우폴 크림 벨고로드 쿠르스크 모스크바
가자지구 라파 베이루트 다마스쿠스 바그다드 이스파한 나탄즈 포르도 두바이 카불 상하이 오키나와 괌 하와이
원산 신포 순안 영변 동창리 남포 함흥 청진 신의주 회령 부산 인천 대구 대전 광주 울산 세종 수원 평택 오산 군산 포항 진해 제주 창원 사천 거제 통영 여수 목포 순천 전주
청주 충주 천안 논산 계룡 춘천 원주 강릉 동해시 속초 양구 철원 파주 연천 포천 동두천 의정부 고양 김포 백령도 연평도 대청도 서산 당진 안동 김해 광양 나주 익산
`)

// capitals are cities that also stand for those who govern from them.
var capitals = plainKeys(`kyiv moscow tehran beirut damascus baghdad kabul tripoli khartoum sanaa caracas havana 키이우 모스크바 베이루트 다마스쿠스 바그다드 카불`)

// nations are states. They part two items only in titles that are otherwise
// alike, or where neither item holds the state of the other's title.
var nations = wordKeys(`
ukraine russia israel iran iraq china japan korea america britain france germany poland italy spain turkey india pakistan syria lebanon yemen egypt
taiwan philippine philippines vietnam australia canada norway sweden finland denmark netherlands belgium greece romania hungary czech estonia latvia lithuania
afghanistan sudan somalia nigeria brazil mexico venezuela colombia cuba indonesia malaysia thailand myanmar saudi qatar emirate palestine
albania algeria angola argentina armenia austria azerbaijan bahrain bangladesh belarus benin bolivia bosnia botswana brunei bulgaria burkina burundi
cambodia cameroon chile congo croatia cyprus ecuador eritrea ethiopia gabon gambia georgia ghana greenland guatemala guinea haiti honduras iceland
ireland jamaica jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos liberia libya luxembourg madagascar malawi mali malta mauritania moldova mongolia
montenegro morocco mozambique namibia nepal nicaragua niger oman panama paraguay peru portugal rwanda senegal serbia singapore slovakia slovenia
switzerland tajikistan tanzania togo tunisia turkmenistan uganda uruguay uzbekistan zambia zealand zimbabwe
러시아 우크라이나 북한 미국 한국 중국 일본 영국 프랑스 독일 이스라엘 이란 이라크 시리아 레바논 예멘 이집트 튀르키예 사우디 카타르 요르단 쿠웨이트 오만
대만 필리핀 베트남 태국 인도 파키스탄 인도네시아 말레이시아 싱가포르 미얀마 캄보디아 라오스 호주 뉴질랜드 캐나다 멕시코 브라질 페루 칠레 콜롬비아 베네수엘라
폴란드 루마니아 체코 슬로바키아 헝가리 불가리아 노르웨이 스웨덴 핀란드 덴마크 네덜란드 벨기에 스페인 포르투갈 이탈리아 그리스 에스토니아 라트비아 리투아니아
벨라루스 몰도바 조지아 아르메니아 아제르바이잔 카자흐스탄 우즈베키스탄 몽골 아프가니스탄 수단 소말리아 에티오피아 케냐 나이지리아 니제르 말리 리비아 모로코 알제리
`)
