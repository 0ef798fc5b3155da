package strip

import "strings"

// ban is how a language says what may not, or only so, be done with a text.
// Much else is forbidden without permission: mines, entry, the use of weapons.
// So a ban in words that are said of anything needs a word for a text near it.
type ban struct {
	says  *expression
	about *expression // nil where says is said of texts only
}

// bans are those of languages other than Korean and English, which have rules
// of their own below.
var bans = [...]ban{
	{says: form(`無断.{0,12}(?:転載|複製|複写|引用|掲載|配布|コピー|改変|使用|利用).{0,24}(?:禁|お断り|ご遠慮|固く)|無断(?:で|に|での|による)?.{0,8}(?:転載|複製|複写).{0,24}禁|禁無断|(?:転載|複製|再配布).{0,12}(?:禁じ|禁止|厳禁|お断り|を固く)|` +
		`著作権(?:は|者).{0,30}(?:帰属|属し|あります)|(?:ai|人工知能|生成ai).{0,6}学習.{0,16}(?:禁じ|禁止|お断り)`)},
	{says: form(`(?:[严嚴]禁|禁止|不得|[谢謝][绝絕]|[请請]勿)(?:擅自|任意|非法)?[转轉][载載]|[转轉][载載].{0,6}[请請須须][务務]?必?[注註]明|(?:^|[,，。：:\s】]|[文字图圖片站容章品件频頻网網])[的之]?版[权權](?:[归歸].{1,30}所有|[属屬][于於]?.{1,30})|翻印必究|` +
		`(?:不得|禁止|[请請]勿)用[于於作]?.{0,6}(?:人工智[能慧]|ai).{0,6}[训訓][练練]|` +
		`未[经經].{0,20}(?:授[权權]|[许許]可|允[许許]|同意).{0,40}(?:不得|禁止|[严嚴]禁|勿).{0,12}(?:[转轉][载載贴貼]|摘[编編]|[复複][制製]|引用|翻印|[镜鏡]像|刊[登载載]|(?:使用|利用|[传傳]播)[。.\s）)】]*$)|` +
		`非[经經].{0,12}(?:授[权權]|[许許]可|允[许許]|同意).{0,12}(?:不得|禁止|[严嚴]禁|勿).{0,12}(?:[转轉][载載贴貼]|摘[编編]|[复複][制製]|引用|翻印)`)},
	{
		says:  form(`未[经經].{0,20}(?:授[权權]|[许許]可|允[许許]|同意).{0,40}(?:不得|禁止|[严嚴]禁|勿).{0,12}(?:使用|利用|[传傳]播|[发發]布|[发發]表)`),
		about: form(`本[文站网網报報社刊]|[内內]容|文字|文章|[图圖]片|稿件|作品|版[权權]`),
	},
	{says: form(`перепечатк\pL*.{0,120}(?:запрещ|только (?:с|при|по)|без (?:\pL+ ){0,2}(?:разрешени|согласи)|допускает)|ссылк\pL* .{0,60}обязательн|обязательн\pL* .{0,40}ссылк`)},
	{
		says:  form(`(?:копировани|использовани|воспроизведени|цитировани|распространени)\pL*.{0,120}(?:запрещ|только (?:с|при|по)|без (?:\pL+ ){0,2}(?:разрешени|согласи))|(?:все|исключительные) права на .{0,60}принадлеж`),
		about: form(`(?:материал|стат[ьеи]|текст|контент|публикаци|новост|информаци|сообщени|фото|сайт|произведени)`),
	},
	{says: form(`передрук\pL*.{0,120}(?:лише|тільки|заборонен|без дозволу|посиланн)|(?:використанн|цитуванн)\pL*.{0,120}(?:гіперпосиланн|посиланн)`)},
	{
		says:  form(`(?:використанн|цитуванн|копіюванн)\pL*.{0,120}(?:лише|тільки|заборонен|без дозволу)`),
		about: form(`(?:матеріал|статт|текст|контент|публікаці|новин|інформаці|повідомлен|фото|сайт)`),
	},
	{says: form(`^(?:toute )?reproduction (?:\pL+,? ){0,6}interdite|reproduction et (?:diffusion|représentation) interdites|droits de reproduction|nachdruck\b.{0,80}(?:nur mit|verboten|untersagt|nicht gestattet)|` +
		`prohibid[ao] (?:(?:la |su |toda )?(?:\pL+,? ){0,4}reproducción|su (?:difusión|distribución))|proibida a (?:\pL+ )?reprodução|reprodução (?:\pL+ ){0,3}proibida|^[©\s]*riproduzione (?:riservata|vietata)|` +
		`(?:izinsiz|kaynak gösterilmeden).{0,60}(?:kullanılamaz|yayınlanamaz|alıntılanamaz|kopyalanamaz)|dilarang (?:mengutip|menyalin|memperbanyak)`)},
	{
		says:  form(`(?:vervielfältigung|weiterverbreitung|verbreitung)\b.{0,80}(?:nur mit|verboten|untersagt|nicht gestattet)|(?:kopiowanie|powielanie|rozpowszechnianie).{0,60}(?:zabronione|bez zgody)`),
		about: form(`\b(?:artikels?|inhalte?n?|texte?n?|beitr[aä]ge?n?|bilde?rn?|fotos|materia[lł]\pL*|treści|tekst\pL*|artykuł\pL*)\b`),
	},
}

var (
	korean = form(`저작권은.{1,40}(?:있습니다|있음|귀속)|무단(?:으로)?\s*(?:전재|복제|배포|인용|발췌|게재|복사|전제)|재배포[^다]{0,16}금지|재판매[^다]{0,8}금지|(?:ai|인공지능)\s*(?:의\s*)?(?:학습|데이터)[^다]{0,16}(?:금지|금합|불허)|공공누리.{0,12}(?:유형|출처|이용|저작)|` +
		`(?:기사|콘텐츠|컨텐츠|저작물|사진|자료|영상|내용).{0,20}무단(?:으로)?\s*(?:사용|도용|수집|이용|전송)`)
	koreanEnd   = form(`(?:금지|금함|금합니다|불허|사절|전재|복제|배포|출처표시|(?:금지|불허|처벌|책임|허가|동의|승인|허락|받을|이용|협의|문의).{0,20}니다|바랍니다)[\s.\])>]*$`)
	koreanProse = form(`(?:^|[^니])다[.\s]*$|[했됐났졌었였혔렸갔왔]습니다[.\s]*$|하고 있습니다[.\s]*$|라고|다고|라며|다며|에 대해`)
	// What a ban or a right is of, where that is said, and what of it is a text.
	koreanOf     = form(`\pL의\s*$`)
	koreanOfText = form(`(?:기사|콘텐츠|컨텐츠|저작물|사진|자료|영상|글|내용|게시물|뉴스|이미지|그래픽|신문|사이트|홈페이지|문서|웹진|간행물|것)의\s*$`)

	// English: of this text, and by nobody who is named.
	english = form(`^(?:this|these|the|no|any|all|any other|our|its?|content|contents|material|materials|contains|articles?|stories|photos?|images?|texts?|republication|republishing|reproduction|redistribution|distribution|unauthori[sz]ed|use|used|copying|reuse|re-use|it is|permission|licensed|reprinted|republished|reproduced|for|not for|you may|while|public domain|purchase|(?:no )?ai training)\b`)
	// What such sentences say of texts only, …
	permits = form(`\b(?:may|must|can|should|shall)(?: ?not|not)? be (?:[\pL-]+,? (?:or |and )?){0,12}(?:rewritten|republished|redistributed|reprinted)\b.{0,160}(?:without|in whole|in any form|only|prior|consent|permission)|` +
		`\bno part of\b.{0,80}\bbe (?:[\pL-]+,? (?:or |and )?){0,12}(?:published|reproduced|copied|broadcast|distributed|transmitted|used)\b|` +
		`\b(?:republication|republishing|redistribution|reprinting)\b.{0,120}\b(?:prohibited|forbidden|not permitted|not allowed|without (?:\pL+ ){0,4}(?:permission|consent))|` +
		`^(?:any |all |the |no )?(?:unauthori[sz]ed )?(?:(?:reproduction|duplication|copying|distribution|transmission|use|reuse|re-use|or|and|and/or),? )+(?:in whole or in part,? |in any (?:form|manner),? )?(?:is |are )?(?:without|(?:strictly |expressly )?(?:prohibited|forbidden|not permitted|not allowed))\b|` +
		`^(?:(?:this|the|these|all|our) (?:\pL+ ){1,3}(?:is |are )?|\pL+ )?(?:reprinted|republished|reproduced|used|posted) (?:here )?(?:with|by) (?:the )?(?:kind )?permission\b|` +
		`\bpersonal,? (?:and )?non-?commercial use(?: only)?[.\s]*$|purchase licensing rights|\blicensed under (?:an? |the )?(?:cc\b|creative|open\b|ogl\b|gnu\b)|under (?:a|the) (?:creative commons|open government licen[cs]e)|` +
		`^no ai training\b|^ai training\b.{0,60}\b(?:prohibited|forbidden|not (?:permitted|allowed))[.\s]*$|\b(?:text|data)[ -]mining\b.{0,80}\b(?:prohibited|forbidden|reserved|not (?:permitted|allowed))|` +
		`must comply with the restrictions shown|^public domain(?: (?:images?|photos?|videos?))?[.\s]*$|using any materials|permission (?:is )?(?:granted|required) to (?:reproduce|republish|reprint|copy|quote|redistribute)`)
	// … what they say of texts, and of weapons and bases …
	permitsAnything = form(`\b(?:may|must|can|should|shall)(?: ?not|not)? be (?:[\pL-]+,? (?:or |and )?){0,12}(?:published|reproduced|copied|broadcast|distributed|transmitted|reused|stored|used)\b.{0,160}(?:without|in whole|in any form|only|prior|consent|permission)|` +
		`(?:reproduction|copying|duplication|distribution|unauthori[sz]ed use|use)\b.{0,120}\b(?:prohibited|forbidden|not permitted|not allowed|without (?:\pL+ ){0,4}(?:permission|consent))|` +
		`\b(?:ai|artificial intelligence|machine learning)\b.{0,80}\b(?:prohibited|forbidden|not (?:permitted|allowed))|` +
		`\b(?:may|must) not be used\b.{0,60}\b(?:ai training|(?:train|training)\b.{0,30}\b(?:ai|artificial intelligence|machine learning|models?))\b|` +
		`is in the public domain|permission is (?:granted|required)|without (?:the )?(?:express |prior |written )*permission (?:of|from)`)
	// … which are told apart by the text they speak of.
	ofThisText = form(`(?:^|\b(?:this|these|the|our|any|all|its|no|site|website|and|or) (?:[\pL-]+ ){0,2})(?:articles?|stor(?:y|ies)|materials?|contents?|texts?|photos?|photographs?|images?|videos?|graphics?|publications?|reports?|works?|documents?|information|data|newsletters?|(?:web ?)?sites?|pages?|feeds?|copyrights?)\b`)
)

// forbids reports whether a sentence says what may not, or only so, be done
// with the text it stands under.
func forbids(s, lower string) bool {
	if at := korean.find(lower); at != nil {
		before := lower[:at[0]]
		return (!koreanOf.MatchString(before) || koreanOfText.MatchString(before)) && !quoted(lower, at) && !koreanProse.MatchString(lower) &&
			(ownership.find(lower) != nil || at[0] <= 3*ownerLimit/2 && koreanEnd.MatchString(lower))
	}
	for _, b := range bans {
		if at := b.says.find(lower); at != nil && (b.about == nil || b.about.find(lower) != nil) {
			return !quoted(lower, at) && speech.find(lower) == nil && !isJapaneseProse(s)
		}
	}
	at := permits.find(lower)
	if at == nil {
		if at = permitsAnything.find(lower); at == nil || ofThisText.find(lower) == nil {
			return false
		}
	}
	return english.MatchString(lower) && !quoted(lower, at) && speech.find(lower) == nil
}

// isJapaneseProse tells a report about reprinting from a ban on it.
func isJapaneseProse(s string) bool {
	for _, end := range [...]string{"た。", "いる。", "という。", "た", "いる", "する。", "だ。"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}
