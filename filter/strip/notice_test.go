package strip

import (
	"slices"
	"strings"
	"testing"

	"sitrep/feed"
)

func TestIsNotice(t *testing.T) {
	notices := []string{
		"© 2026 Example Wire",
		"© AFP",
		"(c) KYODO NEWS",
		"(C) 2026 Example",
		"Copyright © 2026 Example Media, LLC. All rights reserved.",
		"Copyright 2026 The Example Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed without permission.",
		"Copyright by Example Verlag",
		"Example Media Group. All Rights Reserved",
		"All content © Example. Reproduction in whole or in part without permission is prohibited.",
		"No part of this publication may be reproduced in any form without prior consent.",
		"This work, Drill, by Sgt. Jane Roe, identified by DVIDS, must comply with the restrictions shown on https://dvids.example/about.",
		"Licensed under CC BY 4.0",
		"For personal, non-commercial use only.",
		"Purchase Licensing Rights",
		"<저작권자(c) 보기통신, 무단 전재-재배포, AI 학습 및 활용 금지>",
		"저작권자 © 보기통신 무단전재 및 재배포 금지",
		"[ⓒ 보기통신 무단전재 및 재배포 금지]",
		"Copyright ⓒ 보기일보. 무단 전재 및 재배포 금지",
		"※ 저작권자 ⓒ 보기뉴스, 무단전재-재배포 금지",
		"저작권자 ⓒ 보기신문 tf.example.kr 무단 전재",
		"무단 전재 및 재배포 금지",
		"본 기사의 무단 전재 및 재배포를 금합니다.",
		"*재판매 및 DB 금지",
		"記事・写真の無断転載を禁じます",
		"禁無断転載",
		"Copyright © 保護新聞 無断転載・複製を禁じます。",
		"版权所有 未经授权不得转载",
		"本文版權歸原作者所有，未經授權請勿轉載。",
		"© ТАСС. Все права защищены",
		"Перепечатка без разрешения редакции запрещена.",
		"При использовании материалов ссылка на агентство обязательна",
		"Усі права захищено.",
		"Contains public sector information licensed under the Open Government Licence v3.0.",
		"While citing and using any materials on the Internet, links to the wire.example website are mandatory.",
		"AI training and text and data mining prohibited.",
		"Any use of the content for AI training is prohibited",
		"The content may not be used for AI training.",
		"본 기사의 저작권은 보기일보에 있습니다.",
		"Bu haberin tüm hakları saklıdır.",
		"Tous droits réservés",
		"Reproduction interdite sans autorisation",
		"Alle Rechte vorbehalten. Nachdruck nur mit Genehmigung.",
		"Todos los derechos reservados",
		"Riproduzione riservata",
		"Wszelkie prawa zastrzeżone.",
		"Tüm hakları saklıdır",
		"جميع الحقوق محفوظة",
		"사진의 무단 복제는 금지됩니다.",
		"무단 전재 및 재배포는 금지되어 있습니다.",
		"以上内容版权归样本网所有",
		"Public domain.",
		"Crown copyright 2026",
		"Harbour News © 2026",
		"2026 © Harbour News",
		"℗ 2026 Example Sound",
		"Reprinted with permission from Example Weekly.",
		"Used by permission.",
		"Unauthorized reproduction or distribution is prohibited.",
		"Unauthorised use and/or duplication of this material without express and written permission is strictly prohibited.",
		"The material on this site may not be reproduced, distributed or otherwise used, except with the prior written permission of Example.",
		"This article is in the public domain.",
		"본 기사를 무단으로 복제·배포하는 행위를 금합니다.",
		"AI 학습 및 활용 금지",
		"인공지능 학습에 이용하는 것을 금합니다.",
		"본 저작물은 공공누리 제1유형에 따라 이용할 수 있습니다.",
		"＜저작권자 ⓒ 보기신문 무단전재－재배포 금지＞",
		"AI学習への利用を禁じます。",
		"【版权声明】本文版权归样本社所有，未经授权不得转载。",
		"未经书面授权禁止使用",
		"不得用于人工智能训练。",
		"版权所有，翻印必究",
		"При цитировании информации гиперссылка на пример.ру обязательна",
		"Все права на материалы принадлежат агентству",
		"Использование материалов без разрешения запрещено",
		"Копіювання матеріалів без дозволу заборонено",
	}
	for _, s := range notices {
		if !IsNotice(s) {
			t.Errorf("no notice: %s", s)
		}
	}
	prose := []string{
		"",
		storyOne,
		"(c) Russia and China are not parties to the accord.",
		"Copyright law does not cover the parts list, the judge said.",
		"Copyright is a hard word.",
		"© marks on the chart were forged, the prosecutor told the court.",
		"The use of artificial intelligence in nuclear command is prohibited.",
		"The base may not be used to train troops of other states.",
		"AI training for pilots is forbidden at night, the air force said.",
		"国防部4日表示，未经授权不得转载的规定将于明年修改。",
		"All rights reserved to the state under the 1962 act were sold in March.",
		"The words \"All rights reserved\" stood on each page.",
		"He said all rights reserved to the state were sold.",
		"The photos may not be published without permission, the court ruled, she said.",
		"Troops may not be used without the permission of the council.",
		"The minister spoke of the matter. © 2026 Example Wire",
		"© AFP. The minister said on Monday that two ships had left port, and that a third would follow before the end of the week.",
		"협회는 무단전재 금지를 요구했다.",
		"그는 '무단전재 및 재배포 금지'라는 문구를 지웠다고 말했다.",
		"정부는 무단 배포 금지를 골자로 한 법안을 냈다.",
		"\"저작권자의 허락 없는 무단전재는 안 된다\"고 밝혔다.",
		"저작권자 한가람 씨는 무단전재를 막아 달라고 했다.",
		"無断転載が禁止されていると述べた。",
		"Перепечатка газет запрещена законом, сообщил министр.",
		"The rights of sailors were reserved for a later round of talks.",
		"These weapons may not be used without permission of the president.",
		"This missile may not be sold or distributed without prior written permission of its maker's government.",
		"Any unauthorized use of drones near military bases is strictly prohibited.",
		"The use and distribution of cluster munitions is prohibited under the convention.",
		"Unauthorized distribution of classified material is prohibited by law.",
		"Permission is required to fly over the base.",
		"The drone's design is in the public domain.",
		"The engine is licensed under a deal with its maker.",
		"While in port, the ship was boarded with permission from the captain.",
		"AI training for officers starts in June.",
		"For personal, non-commercial use only, the drones cannot be armed.",
		"The © sign on the hull was painted over.",
		"드론의 무단 사용은 금지됩니다.",
		"부대 내 무단 촬영은 금지됩니다.",
		"無断立ち入り禁止",
		"基地内での無断撮影は禁止。",
		"ドローンの無断飛行は禁止だ。",
		"未经许可不得进入该海域。",
		"未經許可不得飛越領空。",
		"未经授权的无人机禁止飞行。",
		"版权归谁仍有争议。",
		"Использование противопехотных мин запрещено международным правом.",
		"Использование воздушного пространства разрешено только с согласия властей.",
		"Використання дронів без дозволу заборонено.",
		"Die Verbreitung von Atomwaffen ist verboten.",
		"La reproduction des espèces est interdite en captivité.",
		"정부는 AI 학습 데이터 무단 수집을 금지하기로 했습니다.",
		"군사지도의 무단 복제와 배포는 금지됩니다.",
		"미사일 설계도의 저작권은 개발사에 있습니다.",
		"재배포를 금지하는 법이 통과됐습니다.",
		"Public domain rules apply.",
		"导弹技术的版权属于海军。",
		"他说，未经授权不得转载的规定有问题。",
		"Все права на остров принадлежат Японии, говорится в сообщении.",
		"© " + strings.Repeat("x", noticeLimit),
	}
	for _, s := range prose {
		if IsNotice(s) {
			t.Errorf("a notice: %s", s)
		}
	}
}

func TestNoticeRun(t *testing.T) {
	tests := []struct {
		text string
		at   Edge
		want string // the notice; empty for none
	}{
		{"It left port. © 2026 Example Wire. All rights reserved.", End, "© 2026 Example Wire. All rights reserved."},
		{"떠났다고 밝혔다.<ⓒ 보기통신. 무단전재-재배포 금지>", End, "<ⓒ 보기통신. 무단전재-재배포 금지>"},
		{"떠났다고 밝혔다. 저작권자(c) 보기통신, 무단 전재-재배포 금지", End, "저작권자(c) 보기통신, 무단 전재-재배포 금지"},
		{"Copyright is dull. It left port. Copyright ⓒ 보기일보. 무단 전재 및 재배포 금지", End, "Copyright ⓒ 보기일보. 무단 전재 및 재배포 금지"},
		{"It left port. (© AFP)", End, "(© AFP)"},
		{"It left port. © A [ⓒ 보기. 무단전재 금지]", End, "© A [ⓒ 보기. 무단전재 금지]"},
		{"It left port (see © 2026 list). It is back.", End, ""},
		{"It left port [© 2026 Example]. It is back.", End, ""},
		{"The © sign on its hull was painted over. It is back.", End, ""},
		{"He pointed at \"© 2026 Example\" on the hull.", End, ""},
		{"It left port. TASS. All rights reserved.", End, "TASS. All rights reserved."},
		{"It left port. (c) KYODO NEWS", End, "(c) KYODO NEWS"},
		{"They are (a) the navy, (b) the army and (c) NATO", End, ""},
		{"舰长说，一切准备就绪。版权所有", End, "版权所有"},
		{"떠났다고 밝혔다. ＜ⓒ 보기통신 무단전재－재배포 금지＞", End, "＜ⓒ 보기통신 무단전재－재배포 금지＞"},
		{"떠났다고 밝혔다. ※ 저작권자 ⓒ 보기뉴스, 무단전재-재배포 금지", End, "※ 저작권자 ⓒ 보기뉴스, 무단전재-재배포 금지"},
		{"떠났다고 밝혔다. - Copyrights ⓒ 보기일보, 무단 전재 금지 -", End, "- Copyrights ⓒ 보기일보, 무단 전재 금지 -"},
		{"舰已离港。【版权声明】本文版权归样本社所有，未经授权不得转载。", End, "【版权声明】本文版权归样本社所有，未经授权不得转载。"},
		{"It ended with \"© 2026 The Army. All rights reserved.\"", End, ""},
		{"It left port.", End, ""},
		{"[ⓒ 보기통신. 무단전재 금지] 함정이 떠났다.", Start, "[ⓒ 보기통신. 무단전재 금지]"},
		{"[속보] 함정이 떠났다. ⓒ 보기", Start, ""},
		{"", Start, ""},
	}
	for _, test := range tests {
		border, ok := noticeRun(test.text, test.at)
		got := ""
		switch {
		case ok && test.at == End:
			got = test.text[border:]
		case ok:
			got = test.text[:border]
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}

// Markup inside a notice does not hide it, where no edge reaches it either.
func TestNoticeInMarkupInsideAText(t *testing.T) {
	body := "<p>" + storyOne + "</p><p>Co<b>pyright 2026</b> Example</p><p>" + storyTwo + "</p>"
	got := mustCompile(t).Strip(Input{Text: feed.Text{Type: feed.HTML, Body: body}})
	if want := []string{"Copyright 2026 Example"}; !slices.Equal(got.Rights, want) || got.Text.Body != body {
		t.Errorf("rights %q, want %q; text %q", got.Rights, want, got.Text.Body)
	}
}

// Each marker is found wherever it stands, and what is none is not.
func TestMarkers(t *testing.T) {
	for _, marker := range markers {
		for _, text := range []string{marker, "a" + marker, marker + "b", "가 " + marker + "가"} {
			if !hasMarker(text) {
				t.Errorf("no marker in %q", text)
			}
		}
	}
	for _, text := range []string{"", "a", "ab", "The right to ship a part (a) of it", "\xc2", "재배", "opyrigh"} {
		if hasMarker(text) {
			t.Errorf("a marker in %q", text)
		}
	}
}
