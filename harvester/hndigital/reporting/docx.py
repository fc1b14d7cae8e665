def docx(report): raise NotImplementedError
