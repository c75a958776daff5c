"""LibreOffice without a screen: what does it make of a Word file, all changes resolved?"""

import shutil
import subprocess
from pathlib import Path

import pytest

LIBRARY = '<!DOCTYPE library:{0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
NAMES = 'xmlns:library="http://openoffice.org/2000/library"'
MODULE = (
    '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Changes"'
    ' script:language="StarBasic"><![CDATA[{}]]></script:module>'
)

# Loads each file of a folder twice, accepts or rejects all, and describes every paragraph in a
# text file beside it. Comments go first: describing one ends the program (7.4).
MACRO = """
Sub Resolve(sFolder As String)
  oFiles = CreateUnoService("com.sun.star.ucb.SimpleFileAccess")
  aNames = oFiles.getFolderContents(sFolder, False)
  On Error Goto Finish
  For i = 0 To UBound(aNames)
    If Right(aNames(i), 5) = ".docx" Then
      ResolveOne(oFiles, aNames(i), "Accept")
      ResolveOne(oFiles, aNames(i), "Reject")
    End If
  Next
Finish:
  StarDesktop.terminate()
End Sub

Sub ResolveOne(oFiles, sUrl, sJob)
  Dim aLoad(0) As New com.sun.star.beans.PropertyValue
  aLoad(0).Name = "Hidden"
  aLoad(0).Value = True
  oDoc = StarDesktop.loadComponentFromURL(sUrl, "_blank", 0, aLoad())
  oFrame = oDoc.CurrentController.Frame
  oDispatcher = CreateUnoService("com.sun.star.frame.DispatchHelper")
  oDispatcher.executeDispatch(oFrame, ".uno:" & sJob & "AllTrackedChanges", "", 0, Array())
  oDispatcher.executeDispatch(oFrame, ".uno:DeleteAllNotes", "", 0, Array())
  oDoc.TextFields.refresh()
  oOut = CreateUnoService("com.sun.star.io.TextOutputStream")
  oOut.setOutputStream(oFiles.openFileWrite(sUrl & "." & sJob))
  oOut.setEncoding("UTF-8")
  Describe(oDoc.Text, oOut)
  oOut.closeOutput()
  oDoc.close(True)
End Sub

Sub Describe(oText, oOut)
  T = Chr(9)
  oParagraphs = oText.createEnumeration()
  Do While oParagraphs.hasMoreElements()
    oPar = oParagraphs.nextElement()
    If oPar.supportsService("com.sun.star.text.Paragraph") Then
      oOut.writeString("P" & T & oPar.ParaStyleName & T & oPar.ListLabelString & Chr(10))
      oPortions = oPar.createEnumeration()
      Do While oPortions.hasMoreElements()
        oPart = oPortions.nextElement()
        sKind = oPart.TextPortionType
        If sKind = "Text" Or sKind = "TextField" Then
          sLook = "" & Int(oPart.CharWeight) & " " & oPart.CharPosture & " " & oPart.HyperLinkURL
          oOut.writeString("R" & T & sLook & T & oPart.String & Chr(10))
        ElseIf sKind = "Footnote" Then
          oOut.writeString("N" & T & oPart.Footnote.Anchor.String & Chr(10))
          Describe(oPart.Footnote, oOut)
          oOut.writeString("E" & Chr(10))
        End If
      Loop
    End If
  Loop
End Sub
"""


class Office:
    """LibreOffice with a profile of its own that holds the macro."""

    def __init__(self, folder: Path) -> None:
        self.profile, self.folder = folder / "profile", folder / "files"
        self.folder.mkdir(parents=True)
        basic = self.profile / "user" / "basic"
        self.run("--terminate_after_init")  # the first start makes the profile anew
        libraries = (
            f"{LIBRARY.format('libraries', 'libraries')}<library:libraries {NAMES}>"
            '<library:library library:name="Standard" library:link="false"/></library:libraries>'
        )
        modules = (
            f"{LIBRARY.format('library', 'library')}<library:library {NAMES}"
            ' library:name="Standard" library:readonly="false" library:passwordprotected="false">'
            "{}</library:library>"
        )
        written = {
            "script.xlc": libraries,
            "dialog.xlc": libraries,
            "Standard/script.xlb": modules.format('<library:element library:name="Changes"/>'),
            "Standard/dialog.xlb": modules.format(""),
            "Standard/Changes.xba": MODULE.format(MACRO),
        }
        for name, content in written.items():
            (basic / name).write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{content}')

    def add(self, name: str, data: bytes) -> None:
        """Add a file to be resolved."""
        (self.folder / f"{name}.docx").write_bytes(data)

    def resolve(self) -> None:
        """Accept and reject everything in each file; one start of LibreOffice for all."""
        self.run(f'macro:///Standard.Changes.Resolve("{self.folder.as_uri()}")')

    def run(self, argument: str) -> None:
        """Start LibreOffice and wait until it ends."""
        profile = f"-env:UserInstallation={self.profile.as_uri()}"
        command = ["soffice", "--headless", profile, argument]
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    def read(self, name: str, job: str) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
        """The paragraphs of a file after "Accept" or "Reject": style, label, words by look.

        A note is a paragraph where its mark stands. Empty paragraphs, which no declaration has,
        are left out, and so is where a link inside the text leads.
        """
        described = (self.folder / f"{name}.docx.{job}").read_text(encoding="utf-8")
        found: list[tuple[str, str, list[tuple[str, str]]]] = []
        for line in described.split("\n"):
            kind, *fields = line.split("\t")
            if kind == "P":
                found.append((fields[0], fields[1], []))
            elif kind == "R":
                add_words(found[-1][2], "\t".join(fields[1:]), fields[0].split("#")[0])
            elif kind == "N":
                found[-1][2].append((f"[{fields[0]}]", "note"))
            elif kind == "E":
                found.append(("", "", []))
        return [(style, label, tuple(words)) for style, label, words in found if words]


def add_words(words: list[tuple[str, str]], text: str, look: str) -> None:
    """Add a stretch, to the one before it if it looks alike."""
    if text and words and words[-1][1] == look:
        words[-1] = (words[-1][0] + text, look)
    elif text:
        words.append((text, look))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice, or a skip that says what to install."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not installed: libreoffice-writer-nogui has it")
    return Office(tmp_path_factory.mktemp("office"))
